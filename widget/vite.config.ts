import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const src = fileURLToPath(new URL("./src", import.meta.url));

/**
 * Our own names that reach neither the wire (which is snake_case), nor a browser's storage, nor the DOM: they need not
 * be spelled out in what visitors download. Words of one part, such as `send`, are spelled out all the same.
 */
const OWN = [
  ...readFileSync(`${src}/words.ts`, "utf8").matchAll(/^ {2}([a-z]+[A-Z]\w*):/gm),
].map((found) => found[1]).concat(
  "adopt", "askAgain", "askForPerson", "asking", "attempt", "beside", "contactSaved", "conversation",
  "conversationId", "distance", "drafts", "durable", "echoed", "endsGroup", "expectedAt", "failed", "feedback",
  "firstMove", "following", "forget", "forgetConversation", "hooks", "isOpen", "isReady", "launcher", "leaveContact",
  "loaded", "mailedTo", "mailTranscript", "newLine", "nextDelay", "notice", "notOpened", "opened", "opening",
  "openLater", "outbox", "ownsTour", "rated", "receive", "redial", "release", "restore", "retryAfter", "retryAt",
  "sentOnLine", "signature", "slotsLive", "spoken", "startAnew", "started", "startsGroup", "stopReply", "storedAs",
  "trouble", "troubled", "troubles", "typingSignal", "unanswered", "unavailable", "uploading", "wasLoaded",
);

/** Tokens read well in the sources (`--line-strong`) and are two letters in what is downloaded. */
function shortTokens(): Plugin {
  const declared = readFileSync(`${src}/styles/tokens.css`, "utf8").matchAll(/^ {2}--([a-z-]+):/gm);
  const tokens = [...new Set([...declared].map((found) => found[1]!))];
  const named = new RegExp(`--(${tokens.sort((a, b) => b.length - a.length).join("|")})(?![a-z-])`, "g");
  return {
    name: "short-tokens",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === "chunk") file.code = file.code.replace(named, (_all, token: string) => `--${tokens.indexOf(token).toString(36)}x`);
    },
  };
}

/** One self-contained script; nothing is fetched but the DomIQ server it came from. */
export default defineConfig({
  resolve: { alias: { "@": src } },
  build: {
    lib: { entry: `${src}/main.ts`, formats: ["iife"], name: "DomIQWidget", fileName: () => "widget.js" },
    cssTarget: ["chrome123", "safari17.5", "firefox121"],
    target: "es2022",
    reportCompressedSize: false,
    rolldownOptions: { output: { minify: { compress: true, mangle: { toplevel: true }, codegen: true, mangleProps: { include: new RegExp(`^(${OWN.join("|")})$`) } } } },
  },
  plugins: [shortTokens()],
  test: {
    include: ["tests/**/*.test.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 8000,
  },
});
