/** The language of the page: chosen here, kept in a cookie of this site, and the page is made anew in it. */
import { button, make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { dialog } from "fallline/dialogs/dialog.js";
import { language, languages } from "fallline/words.js";

const YEAR = 31536000; // s

/** Opens the dialog of the languages. */
export function open() {
  const list = make("div", { className: "languages" });
  const opened = dialog("choose-language", say("Language"), list);
  for (const [code, name] of Object.entries(languages)) {
    const choose = () => {
      document.cookie = `language=${code}; path=/; max-age=${YEAR}; samesite=lax`;
      opened.close();
      window.location.reload();
    };
    list.append(button(name, choose, { lang: code, "aria-current": String(code === language) }));
  }
}
