// The page's own words. What the phones show is not here: it comes from the desk.

const WORDS = {
  en: {
    tagline: "A helpdesk in ordinary text messages",
    step1: "Text the shop as a customer",
    step2: "Reply as Anna or Ben",
    step3: "Close it with /done",
    addCustomer: "Customer",
    addAgent: "Agent",
    addCustomerLabel: "Add a customer's phone",
    addAgentLabel: "Add an agent's phone",
    language: "Français",
    languageCode: "fr",
    offline: "The desk is closed: start it again, and this page comes back by itself.",
    phones: "Phones",
    stage: "Phones",
    customer: "Customer",
    agent: "Agent",
    messages: "Messages",
    compose: "New message",
    to: "To:",
    toLabel: "To which number?",
    toHint: "a number",
    back: "Back to the messages",
    placeholder: "Text message",
    write: "Write a text",
    send: "Send",
    picture: "Send a picture",
    emptyCustomer: "No texts yet. Write to the shop.",
    emptyAgent: "No texts yet. Customers' texts arrive here, each from a number of its own.",
    segment: "segment",
    segments: "segments",
    because: "because of",
    ideas: "Write as a customer, for example:",
    idea1: "Hello, is my bike ready?",
    idea2: "Êtes-vous ouverts dimanche?",
    you: "You: ",
    aPicture: "Picture",
    queued: "Leaving",
    sent: "Sent",
    delivered: "Delivered",
    failed: "Not delivered",
    notSent: "Not sent. Try again.",
    unread: "unread",
    arrived: (who, from, body) => `${who}, text from ${from}: ${body}`,
  },
  fr: {
    tagline: "Un service client par simples SMS",
    step1: "Écrivez à l'atelier, en client",
    step2: "Répondez en Anna ou en Ben",
    step3: "Terminez par /fini",
    addCustomer: "Client",
    addAgent: "Agent",
    addCustomerLabel: "Ajouter le téléphone d'un client",
    addAgentLabel: "Ajouter le téléphone d'un agent",
    language: "English",
    languageCode: "en",
    offline: "Le guichet est fermé : relancez-le, et cette page reviendra d'elle-même.",
    phones: "Téléphones",
    stage: "Téléphones",
    customer: "Client",
    agent: "Agent",
    messages: "Messages",
    compose: "Nouveau message",
    to: "À :",
    toLabel: "À quel numéro?",
    toHint: "un numéro",
    back: "Retour aux messages",
    placeholder: "Message texte",
    write: "Écrire un message",
    send: "Envoyer",
    picture: "Envoyer une photo",
    emptyCustomer: "Aucun message. Écrivez à l'atelier.",
    emptyAgent: "Aucun message. Ceux des clients arrivent ici, chacun d'un numéro à lui.",
    segment: "segment",
    segments: "segments",
    because: "à cause de",
    ideas: "Écrivez en client, par exemple :",
    idea1: "Bonjour, mon vélo est-il prêt?",
    idea2: "Are you open on Sunday?",
    you: "Vous : ",
    aPicture: "Photo",
    queued: "En partance",
    sent: "Envoyé",
    delivered: "Remis",
    failed: "Non remis",
    notSent: "Pas envoyé. Réessayez.",
    unread: "non lus",
    arrived: (who, from, body) => `${who}, message de ${from} : ${body}`,
  },
};

let current = read();

function read() {
  try {
    return localStorage.getItem("language") === "fr" ? "fr" : "en";
  } catch {
    return "en";
  }
}

/** The words in the language chosen. */
export function say() {
  return WORDS[current];
}

/** The language's code, `en` or `fr`. */
export function language() {
  return current;
}

/** Changes to the other language, and keeps the choice where the browser allows. */
export function toggleLanguage() {
  current = current === "en" ? "fr" : "en";
  try {
    localStorage.setItem("language", current);
  } catch {
    // A browser that keeps nothing still changes the page.
  }
}

/** A phone's name: customers have none of their own, so theirs is in the page's language. */
export function nameOf(phone) {
  return phone.role === "customer" ? phone.name.replace(/^Customer/, say().customer) : phone.name;
}

/** "GSM-7 · 1 segment". */
export function segmentsLine(encoding, segments) {
  return `${encoding} · ${segments} ${segments === 1 ? say().segment : say().segments}`;
}
