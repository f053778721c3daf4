import type { Attachment } from "@/protocol";
import { OpenError } from "@/session/opener";
import { button, h } from "@/ui/dom";
import { icon } from "@/ui/icons";
import type { Ui } from "@/ui/ui";

const LARGEST = 10 * 1024 * 1024;
const KINDS = "image/png,image/jpeg,image/gif,image/webp,application/pdf";

interface Picked { node: HTMLElement; stored?: Attachment; failed?: boolean }

/** Images and PDFs that go along with the next message: sent up when picked, shown above the composer. */
export function attachments({ chat, words }: Ui, changed: () => void) {
  let picked: Picked[] = [];
  const list = h("div", { class: "picked", role: "status" });
  const drop = (file: Picked) => {
    picked = picked.filter((p) => p !== file);
    file.node.remove();
    changed();
  };
  const add = async (file: File) => {
    const note = h("small", { class: "quiet" }, words.uploading);
    const mine: Picked = { node: h("span", { class: "file", hook: "file" }, icon("file", 16), h("span", { dir: "auto" }, file.name), note,
      button({ class: "thumb", "aria-label": words.removeFile(file.name), onclick: () => drop(mine) }, icon("close", 14))) };
    picked.push(mine);
    list.append(mine.node);
    changed();
    try {
      if (file.size > LARGEST) throw new OpenError(413);
      mine.stored = await chat.upload(file);
      note.textContent = "";
    } catch (error) {
      mine.failed = true;
      const { status } = error as OpenError;
      note.textContent = status === 413 ? words.fileTooBig : status === 422 || status === 400 ? words.fileKind : words.fileFailed;
      note.className = "trouble";
    }
    changed();
  };
  const input = h("input", { type: "file", hidden: true, hook: "file-input", accept: KINDS, onchange: () => {
    for (const file of input.files ?? []) void add(file);
    input.value = "";
  } });
  return {
    input,
    list,
    pick: button({ class: "clip", hook: "attach", "aria-label": words.attach, title: words.attach, onclick: () => input.click() }, icon("clip")),
    uploading: () => picked.some((p) => !p.stored && !p.failed),
    /** Those that are stored; ones that failed are let go. */
    ready: () => picked.flatMap((p) => p.stored ?? []),
    clear: () => [...picked].forEach(drop),
  };
}
