/** Half a surrogate pair cannot be encoded as UTF-8; the replacement character stands in for it. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\uFFFD");

/** Characters as the server counts them: an emoji is one, not two. */
export const characters = (text: string): number => [...text].length;
