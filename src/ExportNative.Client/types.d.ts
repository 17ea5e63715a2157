// Made by `./build.sh client-types` out of the config's JSON Schema and the service's own types; a test keeps it so.

/** Which source is on screen from when to when, and where the result goes. */
export interface ExportConfig {
  /** Version of this format; only 1 exists. */
  version: 1;
  /** Made by the client; names folders and routes. Not '.' or '..'. */
  id: string;
  /** The client's own id of the project. */
  projectId: string;
  /** Becomes the download's file name; any language, any characters. */
  projectName: string;
  /** When the client made the config, ISO 8601; without an offset it is UTC. */
  createdAt: string;
  /** The camera files; segments name them by their index here. */
  sources: SourceConfig[];
  /** The pieces in program order; each follows the one before without a gap. */
  segments: SegmentConfig[];
  /** Where the result goes and how it is made. */
  output: OutputConfig;
  /** What the client believes the state to be; ignored on input. */
  status?: string | null;
  /** Compare hashes of the packets read and the packets in the finished file. Default false. */
  verify?: boolean;
  /** Order among waiting exports. Default "normal". */
  priority?: 'low' | 'normal' | 'high';
  /** Absolute http or https address that is told the outcome. */
  callbackUrl?: string | null;
  /** Words to filter a list of exports by, each 1 to 64 characters. */
  tags?: string[] | null;
}

export interface SourceConfig {
  /** The editor's id of the medium. */
  id: string;
  /** What the editor calls it, for messages. */
  name: string;
  /** File name below the media folder's 'sources'; an absolute path only inside an allowed root. */
  filePath: string;
  /** Width in pixels. From 1 to 65536. */
  width?: number | null;
  /** Height in pixels. From 1 to 65536. */
  height?: number | null;
  /** Length in seconds; 0 or absent when not known. From 0 to 9000000. */
  duration?: number | null;
  /** Frames per second. */
  fps?: number | null;
  /** Whether the source has sound. Default true. */
  hasAudio?: boolean;
}

export interface SegmentConfig {
  /** Index into sources, from 0. At least 0. */
  sourceIndex: number;
  /** First moment shown, in seconds of the source file. From 0 to 9000000. */
  startTime: number;
  /** First moment no longer shown, in seconds of the source file; later than startTime. From 0 to 9000000. */
  endTime: number;
  /** Whether the source's sound goes along; silence otherwise. A master sound plays on either way. Default true. */
  audioFromSource?: boolean;
}

/** Where the result goes and how it is made. */
export interface OutputConfig {
  /** Path below the media folder, usually exports/{id}/output.mp4. */
  filePath: string;
  /** The container. Default "mp4". */
  format?: 'mp4' | 'webm';
  /** Canvas width in pixels; only compared when codec is copy. From 1 to 65536. */
  width?: number | null;
  /** Canvas height in pixels; only compared when codec is copy. From 1 to 65536. */
  height?: number | null;
  /** Frames per second; only compared when codec is copy. */
  fps?: number | null;
  /** copy: packets pass as they are; otherwise what to re-encode to. Default "copy". */
  codec?: 'copy' | 'h264' | 'h265' | 'vp9' | 'av1';
  /** false: no sound track. Default true. */
  includeAudio?: boolean;
  /** keyframe: nothing is re-encoded, cuts fall on keyframes; frame: exact, re-encodes around a cut. Default "keyframe". */
  cut?: 'keyframe' | 'frame';
  /** With cut frame, what is allowed where a cut cannot be made: keyframe rolls it to the nearest keyframe, encode encodes the whole segment. Empty: the export is refused. */
  cutFallbacks?: ('keyframe' | 'encode')[] | null;
  /** One continuous sound for the whole program instead of each camera's own; without effect when includeAudio is false. */
  audio?: AudioConfig | null;
  /** plain: whole packets are copied; smooth: two packets at each seam are encoded with a crossfade of 10 ms (AAC and Opus). Default "plain". */
  audioSeams?: 'plain' | 'smooth';
}

/** One continuous sound for the whole program instead of each camera's own; without effect when includeAudio is false. */
export interface AudioConfig {
  /** Index into sources of the file that is heard, from 0; it needs no picture, and no segment has to use it. At least 0. */
  sourceIndex: number;
  /** Seconds: time in that file = time in the program + offset. Negative: that much silence first. From -9000000 to 9000000. Default 0. */
  offset?: number;
}

/** The answer to a config that was taken in, and to a cancelled export. */
export interface AcceptedExport {
  /** The config's id. */
  jobId: string;
  /** `pending` or `cancelled`. */
  status: ExportState;
  /** For a person. */
  message: string;
  /** What was accepted but may not be meant so; absent when there is nothing. */
  warnings?: ConfigProblem[];
}

/** One thing that is wrong with a config. */
export interface ConfigProblem {
  /** Where: a JSON path such as `$.segments[3].endTime`; `$` for the whole text. */
  path: string;
  /** What is wrong, in words, with the value where that helps. */
  problem: string;
  /** What would be right. */
  expected: string;
}

/** The answer to "how is my export doing", field for field what existing editors read. */
export interface ExportStatus {
  /** The config's id. */
  jobId: string;
  /** Where the export stands. */
  status: ExportState;
  /** Part of the program that is done, 0 to 1; 1 only when the file can be downloaded. */
  progress: number;
  /** What is going on, for a person; null when there is nothing to add. */
  message?: string;
  /** Why it failed, for a person; null unless it did. */
  error?: string;
  /** Where the file can be fetched, relative to the server; null until completed. */
  downloadUrl?: string;
}

/** A page of exports, newest first. */
export interface ExportList {
  /** At most as many as were asked for. */
  exports: ListedExport[];
  /** To be sent as `cursor` for the next page; absent on the last. */
  next?: string;
}

/** What an export would do, decided without writing a byte. The same decisions stand in the report of a finished export. Times are exact decimals of seconds, rounded to the picosecond where a frame rate has no finite one. */
export interface ExportPlan {
  /** The config's id. */
  id: string;
  /** Where the file will be, as the user may name it. */
  outputPath: string;
  /** libavformat's muxer: `mp4`, `mov` or `webm`. */
  container: string;
  /** Seconds of the program: what was asked, to one frame. */
  length: number;
  /** Frames per second as a fraction, `30000/1001`; null when the program has a variable rate. */
  frameRate: string | null;
  /** Ticks per second of every tick figure. */
  timescale: number;
  /** Pictures by which decoding runs ahead of showing. */
  reorderDepth: number;
  /** The sources' parameter sets differ, so every keyframe carries its own. */
  parameterSetsInBand: boolean;
  /** Size of the output, estimated. */
  estimatedBytes: number;
  /** Packets of the output, an upper estimate. */
  estimatedPackets: number;
  /** Where cuts fall. */
  cut: CutMode;
  /** Pictures that are encoded anew, an estimate where frame rates vary; 0 when cutting at keyframes. */
  picturesEncoded: number;
  /** Pictures whose packets pass as they are; an estimate where frame rates vary and when cutting at keyframes. */
  picturesCopied: number;
  /** Cuts that are moved to a keyframe. */
  rolledCuts: number;
  /** Seconds by which the furthest cut is moved, without sign. */
  longestRoll: number;
  /** One for each source of the config that a segment uses. */
  sources: PlannedSource[];
  /** One for each segment of the config, in its order. */
  segments: PlannedSegmentInfo[];
  /** What the reader should know; empty when all is as asked. */
  warnings: ExportWarning[];
  /** The one sound under the whole program; null where each segment has its own, or there is none. */
  masterSound: PlannedMasterSound | null;
}

/** What a finished export did: `report.json` beside the output. */
export interface ExportReport {
  /** The plan that was carried out. */
  plan: ExportPlan;
  /** One for each segment of the config, in its order. */
  segments: ReportedSegment[];
  /** Video packets written, pre-roll included. */
  videoPackets: number;
  /** Audio packets written, silence and lead included. */
  audioPackets: number;
  /** Video packets among them that were encoded anew. */
  videoPacketsEncoded: number;
  /** Pictures around cuts that are damaged in the source: shown as the decoder could repair them, or missing and bridged by the picture before. */
  picturesConcealed: number;
  /** Audio packets among them that are silence made for the gaps. */
  silentPackets: number;
  /** Keyframes that were given their source's parameter sets. */
  parameterSetsInserted: number;
  /** HEVC CRA pictures at cuts that were marked as BLA, so that decoders begin anew there. */
  splicesMarked: number;
  /** H.264 packets behind a cut to an open-GOP keyframe whose slice headers count from it; the coded pictures are untouched. */
  packetsRenumbered: number;
  /** Bytes of all packets. */
  mediaBytes: number;
  /** Size of the output. */
  fileBytes: number;
  /** Bytes read from the sources, planning included. */
  bytesRead: number;
  /** The file can be played while it is downloaded. */
  indexBeforeMedia: boolean;
  /** Why the program was planned anew on the way; empty mostly. */
  revisions: string[];
  /** Those of the plan and of writing. */
  warnings: ExportWarning[];
  /** Per track, when asked for; null otherwise. */
  verification: StreamVerification[] | null;
  /** Versions of the FFmpeg libraries that were used. */
  libraries: Record<string, string>;
  /** When the export began. */
  startedAt: string;
  /** How long it took. */
  durationMilliseconds: number;
  /** Audio packets among those written that were encoded here: all of a master sound that its container does not hold, or those at smoothed seams. */
  audioPacketsEncoded: number;
  /** Seams of sound that got a short crossfade. */
  seamsSmoothed: number;
}

/** A file in the library. */
export interface LibrarySource {
  /** Its name, as a config's `filePath` would have it. */
  name: string;
  /** Its size. */
  bytes: number;
  /** When it was last changed. */
  modifiedAt: string;
  /** What it is; absent in lists, where it is not looked at. */
  media?: SourceProbe;
}

/** How far an upload is. */
export interface UploadState {
  /** The file that it will be. */
  name: string;
  /** Bytes that are safe here; the next part begins at this offset. */
  received: number;
  /** Bytes of the whole; absent when the client did not say. */
  total?: number;
  /** The file is in the library. */
  complete: boolean;
  /** What the client called the file's content when it began; absent when it did not, and once complete. */
  fingerprint?: string;
}

/** How loud a source is over its length. */
export interface Waveform {
  /** The file. */
  name: string;
  /** Seconds of each peak; 0 without sound. */
  interval: number;
  /** The loudest sample of each interval, from source time 0 on: 0 is silence, 255 is full scale. Empty without sound. */
  peaks: number[];
  /** Why there are none; absent when there are. */
  reason?: string;
}

/** Who a browser is taken for. */
export interface Session {
  /** Whether the service has API keys; without, its own machine may do everything. */
  needsKey: boolean;
  /** Whether the request showed a key or a session that holds, or needs none. */
  isKnown: boolean;
  /** What it may do: `submit`, `read`, `operate`; who may operate may do all. */
  scopes: string[];
  /** When the session ends; absent without one. */
  expiresAt?: string;
}

/** Where an export stands. The last three never change again. */
export type ExportState = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';

/** One export in a list: its status, and what tells it from others. */
export interface ListedExport {
  /** The config's id. */
  jobId: string;
  /** Where it stands. */
  status: ExportState;
  /** 0 to 1; 1 only when completed. */
  progress: number;
  /** The project's name. */
  projectName: string;
  /** The config's tags. */
  tags: string[];
  /** When it was accepted. */
  submittedAt: string;
  /** When its status last changed. */
  changedAt: string;
  /** What is going on; absent when there is nothing to say. */
  message?: string;
  /** Why it failed; absent unless it did. */
  error?: string;
  /** The error's stable word; absent unless it failed. */
  errorKind?: string;
  /** Where the file is; absent until completed. */
  downloadUrl?: string;
}

/** Where a cut falls when pictures are copied. */
export type CutMode = 'keyframe' | 'frame';

/** A source as the plan found it. */
export interface PlannedSource {
  /** Place in the config's sources. */
  index: number;
  /** As the config names it. */
  filePath: string;
  /** The picture that is copied, in a few words: codec, size, rate. */
  video: string;
  /** The sound that is copied, in a few words; null when there is none. */
  audio: string | null;
  /** False: the file had to be read once to find its keyframes. */
  hasIndex: boolean;
  /** Further streams that do not go along: subtitles, timecode, second languages; empty mostly. */
  leftOut: string[];
}

/** One segment: what was asked, and what it gets. */
export interface PlannedSegmentInfo {
  /** Place in the config's segments. */
  index: number;
  /** Source that was asked for. */
  sourceIndex: number;
  /** Seconds of the source. */
  askedStart: number;
  /** Seconds of the source. */
  askedEnd: number;
  /** Seconds of the program at which it was asked to begin. */
  programStart: number;
  /** Seconds of the program at which its picture begins. */
  actualProgramStart: number;
  /** Seconds of the program at which its picture ends. */
  actualProgramEnd: number;
  /** The same as `actualProgramStart`, in ticks of the program. */
  startTick: number;
  /** The same as `actualProgramEnd`, in ticks of the program. */
  endTick: number;
  /** Frames between the two on a program with a constant rate; null otherwise. */
  frames: number | null;
  /** Seconds by which its beginning is moved; negative is earlier. */
  roll: number;
  /** What becomes of it. */
  decision: SegmentDecision;
  /** Why, one sentence; null when it simply is as asked. */
  reason: string | null;
  /** With cuts by frame: what is copied and what is encoded, in program order, from its first picture to that of the next segment; empty when cutting at keyframes, and where it continues the segment before. */
  parts: PlannedPart[];
  /** Its sound is silence in a program with sound. */
  isSilent: boolean;
}

/** Something that is not an error and that the reader should know. */
export interface ExportWarning {
  /** Segment that it is about; null for the whole export. */
  segmentIndex: number | null;
  /** One or two sentences. */
  message: string;
}

/** The one sound that runs uncut under the whole program. */
export interface PlannedMasterSound {
  /** Place of its file in the config's sources. */
  sourceIndex: number;
  /** As the config names it. */
  filePath: string;
  /** What the file holds, in a few words: codec, rate, channels. */
  sound: string;
  /** Seconds of the file that are heard when the program begins; negative: the program begins that much earlier, in silence. */
  offset: number;
  /** Its packets are copied; otherwise it is encoded, once and as a whole. */
  isCopied: boolean;
  /** FFmpeg's name of the codec in the output. */
  codec: string;
  /** Why it is not copied, one sentence; null when it is. */
  reason: string | null;
}

/** One segment of a finished export. */
export interface ReportedSegment {
  /** What was planned, which is what was written. */
  plan: PlannedSegmentInfo;
  /** Video packets, copied and encoded. */
  packets: number;
  /** Bytes of them. */
  bytes: number;
  /** Video packets encoded anew; 0 when cutting at keyframes. */
  packetsReencoded: number;
  /** Encoded pictures that are damaged or missing in the source. */
  picturesConcealed: number;
  /** How much longer than one frame its last picture is shown, because the next one cannot be decoded without pictures after the cut. */
  holdMilliseconds: number;
  /** The largest distance of sound from picture in it; null without sound. */
  soundErrorMilliseconds: number | null;
}

/** Proof that a track of the finished file holds the packets that were written to it. */
export interface StreamVerification {
  /** `video` or `audio`. */
  kind: string;
  /** Packets found in the finished file. */
  packets: number;
  /** SHA-256 over the packets handed to the muxer, each behind its 32-bit little-endian size. */
  written: string;
  /** The same over the packets read back from the finished file; equal, or the export fails. */
  found: string;
}

/** What a media file is, as the engine sees it. */
export interface SourceProbe {
  /** As the user named it. */
  filePath: string;
  /** libavformat's name of the container. */
  format: string;
  /** Size. */
  bytes: number;
  /** Seconds from source time 0; null when the container does not say. */
  duration: number | null;
  /** Constant rate as a fraction; null for a variable one. */
  frameRate: string | null;
  /** Frames per second on average; null when unknown. */
  averageFrameRate: number | null;
  /** Number of keyframes. */
  keyframes: number;
  /** Longest distance between two keyframes in seconds; null with fewer than two. */
  longestGop: number | null;
  /** False: the file had to be read once to find its keyframes. */
  hasIndex: boolean;
  /** Index of the picture that would be copied. */
  videoStream: number;
  /** Index of the sound that would be copied; null when there is none. */
  audioStream: number | null;
  /** All streams. */
  streams: ProbedStreamInfo[];
  /** Seconds of source time at which each keyframe is shown, ascending; at most 100,000. */
  keyframeTimes: number[];
}

/** What becomes of a segment. */
export type SegmentDecision = 'copied' | 'rolled' | 'exact' | 'continued' | 'absorbed';

/** A stretch of a segment whose pictures are all treated alike. */
export interface PlannedPart {
  /** Copied or encoded. */
  kind: PartKind;
  /** Ticks of the program at which its first picture is shown. */
  startTick: number;
  /** Ticks of the program: one past it. */
  endTick: number;
  /** Pictures in it; null where only reading the footage would tell (variable frame rate). */
  pictures: number | null;
  /** Why it is encoded, one sentence; null for what is copied. */
  reason: string | null;
}

/** One stream of a probed file. What does not apply to its kind is null. */
export interface ProbedStreamInfo {
  /** Place in the file. */
  index: number;
  /** `video`, `audio`, `subtitle`, `data`, `attachment` or `unknown`. */
  kind: string;
  /** FFmpeg's name. */
  codec: string;
  /** FFmpeg's name; null when unknown. */
  profile: string | null;
  /** Pixels. */
  width: number | null;
  /** Pixels. */
  height: number | null;
  /** FFmpeg's name. */
  pixelFormat: string | null;
  /** Degrees clockwise that a player turns the picture by. */
  rotation: number | null;
  /** FFmpeg's name; null when not stated. */
  colorTransfer: string | null;
  /** Hz. */
  sampleRate: number | null;
  /** FFmpeg's name of the layout. */
  channels: string | null;
  /** As tagged. */
  language: string | null;
}

/** What happens to a stretch of pictures. */
export type PartKind = 'copied' | 'encoded';
