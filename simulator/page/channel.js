// What tells one channel from another: its name, and how an address of it is shown.

import { pretty } from "./dom.js";

const NAMES = { sms: "SMS", whatsapp: "WhatsApp", messenger: "Messenger", instagram: "Instagram", rcs: "RCS" };

/** The channel of an address: `whatsapp:+15145550100` → `whatsapp`; a plain number → `sms`. */
export function channelOf(address) {
  const [channel, rest] = address.split(":");
  return rest === undefined ? "sms" : channel;
}

/** What people call a channel. */
export function channelName(channel) {
  return NAMES[channel] ?? channel;
}

/** An address as a phone shows it: the number alone, or the shop's name where there is none. */
export function shownAddress(address, shop = "") {
  const bare = address.slice(address.indexOf(":") + 1);
  return bare.startsWith("+") ? pretty(bare) : shop || bare;
}
