// The page: keeps what the server says, draws the phones, and hands texts to it.

import { inShort } from "./bubble.js";
import { channelName, channelOf } from "./channel.js";
import { Clock } from "./clock.js";
import { h, post } from "./dom.js";
import { language, nameOf, say, toggleLanguage } from "./i18n.js";
import { badge } from "./list.js";
import { Phone } from "./phone.js";
import { now, timeOf } from "./time.js";
import { Trouble } from "./trouble.js";

const stage = document.querySelector("#stage");
const tabs = document.querySelector("#tabs");
const phones = new Map();
const owners = new Map(); // each address of a phone, on whatever channel → the phone
const texts = new Map();
const windows = new Map(); // the desk's address and a phone's → until when (ms) it may be written to
const clock = new Clock(document.querySelector("#clock"), { told: readOut, moved });
const trouble = new Trouble(document.querySelector("#trouble"), { told: readOut });
let desk = { public: {} };
let wasUp = false;

function begin(state) {
  desk = state;
  windows.clear();
  state.windows.forEach(takeWindow);
  clock.take(state.clock);
  texts.clear();
  phones.clear();
  owners.clear();
  stage.replaceChildren();
  tabs.replaceChildren();
  for (const phone of state.phones) add(phone);
  for (const text of state.texts) take(text, { quiet: true });
  for (const phone of phones.values()) phone.open();
  trouble.take(state.trouble, { first: true });
  mark();
  translate();
}

function add(about) {
  if (phones.has(about.address)) return;
  const windowOf = (ours, theirs) => windows.get(`${ours} ${theirs}`);
  const phone = new Phone(about, { desk, windowOf, changed: retab });
  phones.set(about.address, phone);
  for (const address of Object.values(about.addresses)) owners.set(address, phone);
  stage.append(phone.element);
  const tab = h("button", { type: "button", class: `tab ${about.role}` });
  tab.addEventListener("click", () => show(phone));
  phone.tab = tab;
  tabs.append(tab);
  watcher.observe(phone.element);
  retab(phone);
  trouble.know([...phones.values()].map((one) => one.about));
}

function take(text, { quiet = false } = {}) {
  texts.set(text.sid, text);
  owners.get(text.from)?.take(text, { own: true, quiet });
  const arrived = ["sent", "delivered", "read"].includes(text.status);
  if (!arrived || text.to === text.from) return;
  const fresh = owners.get(text.to)?.take(text, { own: false, quiet });
  if (fresh && !quiet) announce(owners.get(text.to), text);
}

function announce(phone, text) {
  const channel = channelOf(text.from);
  const from = channel === "sms" ? text.from : channelName(channel);
  readOut(say().arrived(nameOf(phone.about), from, inShort(text)));
}

function takeWindow({ ours, theirs, until }) {
  windows.set(`${ours} ${theirs}`, until);
  owners.get(theirs)?.drawWindow();
}

function readOut(line) {
  const log = document.querySelector("#announcer");
  log.append(h("p", {}, line));
  while (log.childElementCount > 5) log.firstChild.remove();
}

// --- the steps in the header: ticked off by what really happened --------------------------

function mark() {
  const role = (address) => owners.get(address)?.about.role;
  const shops = Object.values(desk.public);
  const all = [...texts.values()];
  const asked = all.some((text) => role(text.from) === "customer" && shops.includes(text.to));
  const answered = all.some((text) => role(text.from) === "agent");
  const closed = all.some((text) => role(text.from) === "agent" && /^\s*\/\s*(done|fini)/i.test(text.body));
  [asked, answered, closed].forEach((done, n) => {
    document.querySelector(`#step-${n + 1}`).classList.toggle("done", done);
  });
  document.querySelector(".steps li:not(.done)")?.classList.add("now");
  document.querySelectorAll(".steps li.done").forEach((step) => step.classList.remove("now"));
}

// --- on a small screen: one phone at a time, a tab for each --------------------------------

const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      const phone = [...phones.values()].find((one) => one.element === entry.target);
      if (!phone) continue;
      phone.tab.setAttribute("aria-pressed", String(entry.isIntersecting));
      const { offsetLeft, offsetWidth } = phone.tab;
      if (entry.isIntersecting) tabs.scrollLeft = offsetLeft - (tabs.clientWidth - offsetWidth) / 2;
    }
  },
  { root: stage, threshold: 0.6 },
);

function show(phone) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  phone.element.scrollIntoView({ behavior: still ? "auto" : "smooth", inline: "center", block: "nearest" });
}

function retab(phone) {
  const unread = phone.unread();
  phone.tab?.replaceChildren(nameOf(phone.about), ...(unread ? [badge(unread)] : []));
}

// --- words ---------------------------------------------------------------------------------

function translate() {
  document.documentElement.lang = language();
  for (const element of document.querySelectorAll("[data-say]")) {
    element.textContent = say()[element.dataset.say];
  }
  const toggle = document.querySelector("#language");
  const short = say().languageCode.toUpperCase();
  toggle.replaceChildren(h("span", { class: "whole" }, say().language), h("span", { class: "short" }, short));
  toggle.setAttribute("aria-label", say().language);
  toggle.lang = say().languageCode;
  document.querySelector("#add-customer").setAttribute("aria-label", say().addCustomerLabel);
  document.querySelector("#add-agent").setAttribute("aria-label", say().addAgentLabel);
  tabs.setAttribute("aria-label", say().phones);
  stage.setAttribute("aria-label", say().stage);
  for (const phone of phones.values()) {
    phone.translate();
    retab(phone);
  }
  clock.translate();
  trouble.translate();
}

document.querySelector("#language").addEventListener("click", () => {
  toggleLanguage();
  translate();
});

for (const role of ["customer", "agent"]) {
  const button = document.querySelector(`#add-${role}`);
  button.addEventListener("click", async () => {
    if (button.ariaBusy) return;
    button.ariaBusy = "true"; // not disabled: that would take the focus away
    try {
      const about = await post("/api/phones", { role });
      add(about);
      phones.get(about.address).open();
      translate();
      show(phones.get(about.address));
    } finally {
      button.ariaBusy = null;
    }
  });
}

// --- live ----------------------------------------------------------------------------------

function listen() {
  const source = new EventSource("/api/events");
  const on = (event, act) => source.addEventListener(event, (sent) => act(JSON.parse(sent.data)));
  on("state", (state) => {
    document.querySelector("#offline").hidden = true;
    const same = wasUp && state.texts.length >= texts.size && [...texts.keys()].every((sid) => state.texts.some((t) => t.sid === sid));
    // After a pause the same desk goes on: what is being written must not be wiped away.
    if (same) {
      state.phones.forEach(add);
      state.texts.forEach((text) => take(text));
      state.windows.forEach(takeWindow);
      clock.take(state.clock);
      trouble.take(state.trouble, { first: true });
    } else {
      begin(state);
    }
    wasUp = true;
  });
  on("text", (text) => {
    take(text);
    mark();
  });
  on("phone", (phone) => {
    add(phone);
    translate();
  });
  on("window", takeWindow);
  on("trouble", (state) => trouble.take(state));
  on("clock", (state) => clock.take(state));
  source.addEventListener("error", () => {
    document.querySelector("#offline").hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

/** The time in every phone's corner. */
function showTime() {
  document.querySelectorAll(".status .clock").forEach((element) => (element.textContent = timeOf(now())));
}

/** Time jumped: what was written today may be of yesterday now, and a window shut. */
function moved() {
  showTime();
  for (const phone of phones.values()) {
    phone.drawList();
    phone.drawWindow();
  }
}

new MutationObserver(showTime).observe(stage, { childList: true });
setInterval(showTime, 5000);
translate();
listen();
