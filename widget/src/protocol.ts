/** The wire of chat protocol v1, as the widget uses it. Unknown fields and frame types are ignored. */

export type Author = "visitor" | "bot" | "manager" | "system";
export type Mode = "bot" | "waiting" | "human" | "closed";

export interface Source { kind: string; id: string; title: string }
export interface Choice { value: string; label: string }
export interface Slot { value: string; starts_at: string; label: string }
export interface Tour { id: string; starts_at: string; tour_type?: string; status: string }
export interface Offer { id: string; title: string; terms?: string; expires_at?: string }
export interface Attachment { id: string; name: string; content_type: string; size: number; url: string }

export interface Unit {
  id: string;
  name: string;
  bedrooms?: number | null;
  bathrooms?: number | null;
  square_feet?: number | null;
  rent?: string | null;
  available_on?: string | null;
  image_urls?: string[];
}

export interface Message {
  id: string;
  seq: number;
  author: Author;
  author_name?: string | null;
  author_avatar_url?: string | null;
  text: string;
  created_at?: string;
  attachments?: Attachment[];
  offer?: Offer | null;
  sources?: Source[];
  units?: Unit[];
  slots?: Slot[];
  choices?: Choice[];
  tour?: Tour | null;
  interrupted?: boolean;
  removed?: boolean;
}

export interface Consent { channel: string; granted: boolean; wording: string }
export interface Contact {
  first_name?: string;
  last_name?: string;
  email?: string;
  phone?: string;
  consents: Consent[];
}

/** Frames that are kept until the server acknowledges their `client_id`. */
export type KeptFrame =
  | { type: "message"; client_id: string; text: string; attachment_ids?: string[] }
  | { type: "choice"; client_id: string; value: string; label: string }
  | { type: "feedback"; client_id: string; message_id: string; value: "up" | "down" }
  | { type: "event"; client_id: string; name: string }
  | { type: "handoff"; client_id: string }
  | ({ type: "contact"; client_id: string } & Contact)
  | { type: "end"; client_id: string };

export type ClientFrame =
  | KeptFrame
  | { type: "hello"; token: string; after: number; tab_id: string }
  | { type: "typing"; on: boolean }
  | { type: "stop"; message_id: string };

export interface Agent { name?: string | null; avatar_url?: string | null }
export interface ModeFields { mode: Mode; agent?: Agent | null; expected_at?: string | null }
export interface FrameError {
  code: string;
  message: string;
  client_id?: string | null;
  retryable?: boolean;
  retry_after?: number | null;
}

export type ServerFrame =
  | ({ type: "ready"; seq: number; messages: Message[] } & ModeFields)
  | { type: "ack"; client_id: string; message_id?: string | null; seq?: number | null }
  | { type: "typing"; author: Author; on: boolean }
  | { type: "delta"; message_id: string; text: string }
  | { type: "message"; message: Message }
  | { type: "updated"; message: Message }
  | ({ type: "mode" } & ModeFields)
  | ({ type: "error" } & FrameError);

export interface WidgetSettings {
  welcome_message?: string | null;
  theme_color?: string | null;
  position?: string | null;
  auto_open?: boolean;
  avatar_url?: string | null;
  launcher_text?: string | null;
  quick_replies?: (string | Partial<Choice>)[];
  open_now?: boolean | null;
  privacy_url?: string | null;
}

export interface Property {
  id?: string;
  slug?: string;
  name?: string;
  timezone?: string;
  phone?: string | null;
  email?: string | null;
}

/** What opening a conversation answers. */
export interface Opened {
  id: string;
  token: string;
  browser_id: string;
  resumed: boolean;
  property: Property;
  widget: WidgetSettings;
}

export const MAX_TEXT = 4000;

export const CLOSE = {
  badToken: 4401,
  originRefused: 4403,
  unknownConversation: 4404,
  replaced: 4409,
  tooFast: 4429,
  restart: 1012,
} as const;
