// What the module exports. The types of what is sent and answered are generated: see types.d.ts.

import type {
  AcceptedExport, ConfigProblem, ExportConfig, ExportList, ExportPlan, ExportReport, ExportState, ExportStatus, LibrarySource, Session,
  UploadState, Waveform,
} from './types.js';

export * from './types.js';

/** Where the service is and how to get in. Every function takes it as, or in, its last argument. */
export interface Connection {
  /** Address of the service, such as `https://export.example.com`. Default: where the module came from, else the page's own. */
  baseUrl?: string | URL;
  /** An API key; not needed on the service's own machine, nor within a session (`openSession`). */
  apiKey?: string;
  /** Used instead of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Ends the call, which then rejects with the signal's reason. */
  signal?: AbortSignal | null;
}

/** An answer of the service that is an error, or no answer at all. The message is for a person. */
export class ExportNativeError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The stable word of an export's error, such as `configInvalid` or `sourceMissing`; null for errors of HTTP. */
  readonly kind: string | null;
  /** Everything that is wrong with a config, each with its JSON path; empty for other errors. */
  readonly problems: readonly ConfigProblem[];
  /** Seconds after which the service wants to be asked again; null when it did not say. */
  readonly retryAfter: number | null;
  /** Bytes of an upload that are safe at the service; null when the error is not about that. */
  readonly uploadOffset: number | null;
  /** Whether the same request may succeed later. */
  readonly isTemporary: boolean;
  constructor(message: string, details?: {
    status?: number; kind?: string | null; problems?: ConfigProblem[]; retryAfter?: number | null; uploadOffset?: number | null; cause?: unknown;
  });
}

/** One camera of a multicam clip. */
export interface Angle {
  id: string;
  /** For messages. */
  name?: string;
  /** The medium it shows. */
  mediaId: string;
  /** Seconds: time in the file = time in the clip + syncOffset. May be negative. Default 0. */
  syncOffset?: number;
  /** True: while it is on screen there is silence. Default false. */
  muted?: boolean;
}

/** From this time on an angle is on screen. */
export interface SwitchPoint {
  /** Seconds of the clip. Before 0 counts as 0; at or after the clip's end it has no effect. */
  time: number;
  angleId: string;
}

/** A multicam clip. */
export interface Clip {
  /** Seconds. */
  duration: number;
  angles: readonly Angle[];
  /** In any order. Of several at the same time the last one in the list holds. */
  switchPoints?: readonly SwitchPoint[];
  /** Who is on screen before the first switch point. Default: the first angle that has a file. */
  initialAngleId?: string;
}

/** A media file that the service has. */
export interface Medium {
  id: string;
  /** For messages, and the file's name where there is no `filePath`. */
  name?: string;
  /** The file's name in the library. Default: `name`. */
  filePath?: string;
  /** Seconds; absent or 0 when not known, then nothing is trimmed at its end. */
  duration?: number | null;
  width?: number | null;
  height?: number | null;
  fps?: number | null;
  /** Default true. */
  hasAudio?: boolean | null;
}

/** One continuous sound under the whole program: an angle's, or that of a file of its own. */
export interface MasterAudio {
  /** The angle whose sound it is; its sync offset is added. */
  angleId?: string;
  /** The medium, when it is no angle's. */
  mediaId?: string;
  /** Seconds: time in the file = time in the program + offset, further to the angle's. Default 0. */
  offset?: number;
}

/** An edit, and how it is to be exported. */
export interface Edit {
  clip: Clip;
  media: readonly Medium[];
  /** The name becomes the download's; size and rate are the canvas. */
  project?: { id?: string; name?: string; width?: number | null; height?: number | null; fps?: number | null };
  /** Default `mp4`. */
  format?: 'mp4' | 'webm';
  /** False: no sound track. Default true. */
  includeAudio?: boolean;
  /** Default `copy`. */
  codec?: 'copy' | 'h264' | 'h265' | 'vp9' | 'av1';
  /** Where cuts fall: on the nearest keyframe, or exactly. Default: the service's, `keyframe`. */
  cut?: 'keyframe' | 'frame';
  /** What is allowed where a cut by frame cannot be made; default nothing, then the export is refused. */
  cutFallbacks?: ('keyframe' | 'encode')[];
  audioSeams?: 'plain' | 'smooth';
  masterAudio?: MasterAudio | null;
  /** Compare hashes of the packets read and those in the finished file. */
  verify?: boolean;
  priority?: 'low' | 'normal' | 'high';
  callbackUrl?: string;
  tags?: string[];
  /** 1 to 128 of `A-Z a-z 0-9 . _ -`. Default `export-<uuid>`. */
  id?: string;
  /** ISO 8601. Default now. */
  createdAt?: string;
}

/** Something that the user should know of an edit that can be exported all the same. */
export interface EditWarning {
  code: 'missingMedia' | 'unknownAngle' | 'outsideFootage' | 'soundOutOfSync';
  message: string;
  angleId?: string;
  /** Seconds of the clip where it begins. */
  start?: number;
  /** Seconds of the clip where it ends. */
  end?: number;
}

/** Why there is nothing to export. */
export interface EmptyEdit {
  code: 'noAngles' | 'noDuration' | 'noFootage';
  message: string;
}

/** The program's pieces in seconds of the clip: piece i is segment i of the config. */
export interface EditPiece {
  angleId: string;
  start: number;
  end: number;
}

/** What `generateExportConfig` makes: a config, or null and the reason. */
export type GeneratedConfig = {
  warnings: EditWarning[];
  /** One for each segment; empty without a config. */
  pieces: EditPiece[];
  /** Seconds of the program; 0 without a config. */
  length: number;
} & ({ config: ExportConfig; reason: null } | { config: null; reason: EmptyEdit });

/**
 * Makes the config of a multicam edit.
 *
 * Switch points are sorted, and each holds until the next one, so that the pieces cover the clip without gap or overlap. A
 * switch to an angle that is not there, or whose file is not there, is left out with a warning: the camera before it stays on
 * screen. Pieces without length are left out. The sync offset is added to the times. What lies outside of a camera's footage
 * is trimmed, or left out, with a warning. Sources are the used files, each once, in the order of the angles.
 *
 * @throws {RangeError} format or id is none that the service knows
 */
export function generateExportConfig(edit: Edit): GeneratedConfig;

/** Says what an export would do: every cut, the size, the length. Nothing is written. */
export function planExport(config: ExportConfig, connection?: Connection): Promise<ExportPlan>;

/** Sends an export. The same config sent again gets the same answer and makes no second export. */
export function submitExport(config: ExportConfig, connection?: Connection): Promise<AcceptedExport>;

/** Asks once how an export is doing. */
export function getStatus(id: string, connection?: Connection): Promise<ExportStatus>;

/** A page of exports, newest first; `next` of the answer is the `cursor` of the next page. */
export function listExports(options?: Connection & { status?: ExportState; tag?: string; limit?: number; cursor?: string }): Promise<ExportList>;

/** What a completed export did. */
export function getReport(id: string, connection?: Connection): Promise<ExportReport>;

/** Cancels an export that waits or runs, and removes one that has ended, with its files. */
export function cancelExport(id: string, connection?: Connection): Promise<AcceptedExport>;

/**
 * The absolute address of a completed export's file. It works without a key, for a link or a player; where the service has API
 * keys it is signed and holds for an hour unless the service is set otherwise, so ask for it when it is needed.
 */
export function downloadUrl(idOrStatus: string | ExportStatus, connection?: Connection): Promise<string>;

/** How to follow an export. */
export interface WatchOptions extends Connection {
  /** Told the first status and each that differs from the one before. */
  onStatus?: (status: ExportStatus) => void;
  /** Told when the service cannot be reached, and when it can again. */
  onConnection?: (state: { connected: boolean; error: ExportNativeError | null }) => void;
  /** `auto`: server-sent events, and polling where they are not to be had. Default `auto`. */
  transport?: 'auto' | 'poll';
  /** Milliseconds between polls. Default 1000. */
  pollInterval?: number;
  /** Milliseconds without any answer after which it gives up. Default 600,000. */
  giveUpAfter?: number;
}

/**
 * Follows an export until it has ended, over dropped connections and restarts of the service. A failed or cancelled export is
 * an answer too: look at its `status`.
 *
 * @throws {ExportNativeError} there is no such export, it may not be seen, or the service did not answer for `giveUpAfter`
 */
export function watchExport(id: string, options?: WatchOptions): Promise<ExportStatus>;

/** How to upload. */
export interface UploadOptions extends Connection {
  /** Told at the beginning and after each part. What an earlier try has sent counts as sent. */
  onProgress?: (progress: { sent: number; total: number }) => void;
  /** Replace a file of the name. Default false: an error with status 409. */
  replace?: boolean;
  /** Bytes sent at once. Default: a hundredth of the file, from 256 KiB to 16 MiB. */
  partBytes?: number;
  /** Milliseconds without any answer after which it gives up. Default 600,000. */
  giveUpAfter?: number;
}

/**
 * Uploads a file into the library, in parts: after a cut connection, a restart of the service, an abort or a reload of the page
 * the same call with the same file goes on where it was.
 *
 * @param name a plain file name: no slashes, colons or control characters, no dot at the beginning
 */
export function uploadSource(name: string, data: Blob | ArrayBuffer | Uint8Array, options?: UploadOptions): Promise<UploadState>;

/** All files of the library, by name; what is in them is only in `getSource`. */
export function listSources(connection?: Connection): Promise<LibrarySource[]>;

/** One file, with its streams, length and keyframes. */
export function getSource(name: string, connection?: Connection): Promise<LibrarySource>;

/** Removes a file. Exports that read it read on. */
export function deleteSource(name: string, connection?: Connection): Promise<void>;

/** How loud a file is over its length; no peaks when it has no sound. `points`: most peaks, 16 to 20,000, default 2,000. */
export function getWaveform(name: string, options?: Connection & { points?: number }): Promise<Waveform>;

/**
 * Address of a small picture: the keyframe at or before `at` seconds, at most `width` pixels across. An img element shows no
 * API key; on the service's own pages a session does (`openSession`).
 */
export function thumbnailUrl(name: string, options?: Connection & { at?: number; width?: number }): string;

/** Address of the file itself, with ranges, for a video element; see `thumbnailUrl` for keys. */
export function contentUrl(name: string, connection?: Connection): string;

/** Exchanges the API key for a cookie that scripts cannot read; for pages of the service itself. */
export function openSession(connection?: Connection): Promise<Session>;

/** Who the service takes this page for; asks nothing and needs nothing. */
export function getSession(connection?: Connection): Promise<Session>;

/** Ends the session in this browser. */
export function closeSession(connection?: Connection): Promise<void>;
