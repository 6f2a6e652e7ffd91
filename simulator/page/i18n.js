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
    message: "Message",
    by: "by",
    byLabel: "Write to the shop by",
    attach: "Send a picture",
    aFile: "From a file",
    sendPlace: "Send my place",
    bike: "A red bicycle",
    tyre: "A torn tyre",
    removePicture: "Remove",
    noPicture: "Only pictures: JPEG, PNG, GIF or WebP.",
    tooLarge: "Too large: 5 MB at most in one text.",
    tooMany: "Five pictures at most.",
    windowOpen: (minutes) => `24 h: open for ${span(minutes)}`,
    windowClosed: "24 h: closed until your next text",
    windowNever: "24 h: from your first text on",
    closeWindow: "End the 24 hours now",
    template: "Template",
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
    read: "Read",
    failed: "Not delivered",
    notSent: "Not sent. Try again.",
    unread: "unread",
    arrived: (who, from, body) => `${who}, text from ${from}: ${body}`,
    trouble: "Trouble",
    troubleOn: (n) => `Trouble: ${n} on`,
    troubleHint: "Break something on purpose, and watch the desk cope.",
    close: "Close",
    allWorks: "Everything works",
    allWorksNow: "Everything works again.",
    notChanged: "Not changed. Try again.",
    clock: "The desk's clock",
    clockAt: (moment) => `The desk's clock: ${moment}`,
    clockMove: "Let time pass",
    clockHint: "Let time pass. What is due meanwhile happens at its own minute: reminders, the morning's texts, goodbyes. There is no way back.",
    clockSteps: { 1: "+1 min", 15: "+15 min", 60: "+1 h" },
    clockMorning: "Next morning",
    clockMorningAt: (moment) => `Next morning (${moment})`,
    clockSlider: "Forward by",
    clockHere: "nothing yet",
    clockThere: (minutes, moment) => `${span(minutes)}, to ${moment}`,
    clockGo: "Go",
    clockNow: (day, time) => `It is ${day}, ${time}.`,
    webhooks: "Texts to the desk (webhooks)",
    lostName: "Lost for now",
    lostHint: "The provider cannot reach the desk. What the desk missed, it fetches from the provider's log after three minutes.",
    lateName: "Late",
    lateHint: "Each comes five seconds late. The desk answers when it is there, and mixes nothing up.",
    twiceName: "Twice",
    twiceHint: "Each comes two times. The desk knows the second by its id, and does nothing more.",
    sending: "Texts from the desk (sending)",
    worksName: "Are sent",
    worksHint: "The provider takes each text and says so.",
    busyName: "Refused for now (429)",
    busyHint: "The provider has too much to do. The desk tries again after some seconds, then ever less often, in order.",
    downName: "Provider down (500)",
    downHint: "Nobody knows whether a text went. A minute later the desk reads the provider's log, and sends what is not there.",
    silentName: "Sent, but the answer is lost",
    silentHint: "The text goes, then the line is cut. A status or the log tells the desk that it went: it is not sent twice.",
    refusing: "A phone takes no texts",
    whichPhone: "Whose?",
    whichCode: "Why?",
    nobody: "Nobody's",
    codes: { 30006: "A landline", 21610: "Opted out", 30003: "Off or out of reach", 30007: "Taken for spam" },
    refusingHint: "Who wrote the text is told why. A customer's text that an agent's phone does not take goes to the others.",
    statuses: "What became of texts (statuses)",
    statusesName: "Lost",
    statusesHint: "Nobody tells the desk what arrived. Where it is unsure, it asks the provider's log. Failures go unnoticed.",
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
    message: "Message",
    by: "par",
    byLabel: "Écrire à l'atelier par",
    attach: "Envoyer une photo",
    aFile: "D'un fichier",
    sendPlace: "Envoyer ma position",
    bike: "Un vélo rouge",
    tyre: "Un pneu déchiré",
    removePicture: "Retirer",
    noPicture: "Des photos seulement : JPEG, PNG, GIF ou WebP.",
    tooLarge: "Trop lourd : 5 Mo au plus par message.",
    tooMany: "Cinq photos au plus.",
    windowOpen: (minutes) => `24 h : ouvert encore ${span(minutes)}`,
    windowClosed: "24 h : fermé jusqu'à votre prochain message",
    windowNever: "24 h : à partir de votre premier message",
    closeWindow: "Mettre fin aux 24 h",
    template: "Modèle",
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
    read: "Lu",
    failed: "Non remis",
    notSent: "Pas envoyé. Réessayez.",
    unread: "non lus",
    arrived: (who, from, body) => `${who}, message de ${from} : ${body}`,
    trouble: "Pannes",
    troubleOn: (n) => `Pannes : ${n} en cours`,
    troubleHint: "Cassez quelque chose exprès, et regardez le guichet s'en tirer.",
    close: "Fermer",
    allWorks: "Tout marche",
    allWorksNow: "Tout marche de nouveau.",
    notChanged: "Rien n'a changé. Réessayez.",
    clock: "L'heure du guichet",
    clockAt: (moment) => `L'heure du guichet : ${moment}`,
    clockMove: "Laisser passer le temps",
    clockHint: "Laissez passer le temps. Ce qui est prévu entre-temps arrive à sa minute : rappels, messages du matin, clôtures. On ne revient pas en arrière.",
    clockSteps: { 1: "+1 min", 15: "+15 min", 60: "+1 h" },
    clockMorning: "Jusqu'au matin",
    clockMorningAt: (moment) => `Jusqu'au matin (${moment})`,
    clockSlider: "Avancer de",
    clockHere: "rien encore",
    clockThere: (minutes, moment) => `${span(minutes)}, jusqu'à ${moment}`,
    clockGo: "Avancer",
    clockNow: (day, time) => `Il est ${time}, ${day}.`,
    webhooks: "Messages vers le guichet (webhooks)",
    lostName: "Perdus pour l'instant",
    lostHint: "L'opérateur n'atteint plus le guichet. Ce qui lui manque, le guichet le prend dans le journal de l'opérateur après trois minutes.",
    lateName: "En retard",
    lateHint: "Chacun arrive cinq secondes plus tard. Le guichet répond à ce moment-là, sans rien confondre.",
    twiceName: "En double",
    twiceHint: "Chacun arrive deux fois. Le guichet reconnaît le second à son identifiant, et n'en fait rien.",
    sending: "Messages du guichet (envoi)",
    worksName: "Partent",
    worksHint: "L'opérateur prend chaque message, et le dit.",
    busyName: "Refusés pour l'instant (429)",
    busyHint: "L'opérateur est débordé. Le guichet réessaie après quelques secondes, puis de moins en moins souvent, dans l'ordre.",
    downName: "Opérateur en panne (500)",
    downHint: "Nul ne sait si un message est parti. Une minute après, le guichet lit le journal de l'opérateur, et envoie ce qui n'y est pas.",
    silentName: "Partis, mais la réponse se perd",
    silentHint: "Le message part, puis la ligne est coupée. Un accusé ou le journal le dit au guichet : rien n'est envoyé deux fois.",
    refusing: "Un téléphone ne prend rien",
    whichPhone: "Lequel?",
    whichCode: "Pourquoi?",
    nobody: "Aucun",
    codes: { 30006: "Une ligne fixe", 21610: "Désabonné", 30003: "Éteint ou hors de portée", 30007: "Pris pour du pourriel" },
    refusingHint: "Qui a écrit le message apprend pourquoi. Celui d'un client que le téléphone d'un agent ne prend pas va aux autres.",
    statuses: "Ce que deviennent les messages (accusés)",
    statusesName: "Perdus",
    statusesHint: "Personne ne dit au guichet ce qui est arrivé. Dans le doute, il lit le journal de l'opérateur. Les échecs passent inaperçus.",
  },
};

/** Minutes as people say them: 45 min, 2 h, 2 h 15. */
function span(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (!hours) return `${rest} min`;
  return rest ? `${hours} h ${rest}` : `${hours} h`;
}

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
