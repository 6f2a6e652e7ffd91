"""The desk on one machine: phones, a stand-in Twilio and the real app. Not deployed."""
