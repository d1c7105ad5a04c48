/** The dialog that chooses the page's language, stores it in a cookie and reloads the page. */
import { makeButton, makeElement } from "fallline/core/dom.js";
import { removeWords } from "fallline/core/links.js";
import { say } from "fallline/core/text.js";
import { openDialog } from "fallline/dialogs/dialog.js";
import { language, languages } from "fallline/words.js";

const YEAR_S = 31536000;

/** Open the dialog of the languages. */
export function open() {
  const list = makeElement("div", { className: "languages" });
  const opened = openDialog("choose-language", say("Language"), list);
  for (const [code, name] of Object.entries(languages)) {
    const choose = () => {
      document.cookie = `language=${code}; path=/; max-age=${YEAR_S}; samesite=lax`;
      opened.close();
      window.history.replaceState(window.history.state, "", `/?${removeWords(window.location.search.slice(1), ["lang"])}`);
      window.location.reload();
    };
    list.append(makeButton(name, choose, { lang: code, "aria-current": String(code === language) }));
  }
}
