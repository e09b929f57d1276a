// <local-time datetime="…Z"><time>…</time></local-time>: the reader's own clock, "3 hours ago" within a week.
// Defined before the body is read and drawn in a shadow, so that text never changes under one's eyes.
(() => {
  const DAY = 86400;
  const language = document.documentElement.lang || undefined;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
  const dayAndYear = new Intl.DateTimeFormat(language, { dateStyle: "medium" });

  const words = (at, now) => {
    const seconds = Math.round((at - now) / 1000);
    const away = Math.abs(seconds);
    if (away < 60) return relative.format(0, "minute");
    if (away < 3600) return relative.format(Math.trunc(seconds / 60), "minute");
    if (away < DAY) return relative.format(Math.trunc(seconds / 3600), "hour");
    if (away < 7 * DAY) return relative.format(Math.trunc(seconds / DAY), "day");
    const sameYear = at.getFullYear() === now.getFullYear();
    return (sameYear ? day : dayAndYear).format(at);
  };

  const shown = new Set();

  class LocalTime extends HTMLElement {
    static observedAttributes = ["datetime"];

    connectedCallback() {
      if (!this.shadowRoot) {
        this.text = document.createElement("time");
        this.attachShadow({ mode: "open" }).append(this.text);
      }
      shown.add(this);
      this.draw();
    }

    disconnectedCallback() {
      shown.delete(this);
    }

    attributeChangedCallback() {
      if (this.text) this.draw();
    }

    draw() {
      const value = this.getAttribute("datetime") ?? "";
      const at = new Date(value);
      if (Number.isNaN(at.getTime())) {
        this.text.textContent = value;
        return;
      }
      this.text.dateTime = value;
      this.text.textContent = words(at, new Date());
      this.title = full.format(at);
    }
  }

  customElements.define("local-time", LocalTime);
  setInterval(() => document.hidden || shown.forEach((each) => each.draw()), 60_000);
})();
