/* A worker that makes "I want chunks 7, 8, 9" into decoded samples, the nearest first. It talks to the worklet over a port
   of its own, so that a busy page never starves the sound. Beginning: {manifest, url, port}. To the page: {error}. */

const KEPT_BYTES = 16 << 20; // of the pack, for loops and short seeks
const TOGETHER = 8; // chunks a request at most
const PATIENCE_MS = 1500; // for decoding one chunk
const TRIES = 5;
const SPARES = 3;

let song;
let wire;
let want = [];
let have = new Set();
let running = false;
let underway = null; // {index, controller} of the request that is on its way
let decoders = null;
let nextRow = -1;
const spares = [];
const kept = []; // {from, to, bytes}, the least recently used first

onmessage = ({ data: { manifest, url, port } }) => {
  const planes = manifest.stems.reduce((sum, stem) => sum + stem.channels, 0);
  song = { ...manifest, url, planes };
  wire = port;
  wire.onmessage = ({ data }) => {
    if (data.spare) {
      if (spares.length < SPARES) spares.push(data.spare);
      return;
    }
    want = data.want;
    have = new Set(data.have);
    if (underway && !want.includes(underway.index)) underway.controller.abort();
    run();
  };
};

async function run() {
  if (running) return;
  running = true;
  let failures = 0;
  for (let index = next(); index !== undefined; index = next()) {
    try {
      const samples = await decode(index);
      have.add(index);
      wire.postMessage({ index, samples }, [samples.buffer]);
      failures = 0;
    } catch (error) {
      closeDecoders();
      if (error.name === "AbortError") continue;
      failures += 1;
      if (failures > TRIES) {
        postMessage({ error: String(error.message ?? error) });
        break;
      }
      await new Promise((done) => setTimeout(done, 100 * 2 ** failures));
    }
  }
  running = false;
}

const next = () => want.find((index) => !have.has(index));

/* Bytes from `from` to `to` of the pack; if they must be fetched, up to `ahead` in one request. */
async function read(from, to, ahead, index) {
  let part = kept.find((one) => one.from <= from && to <= one.to);
  if (part) kept.splice(kept.indexOf(part), 1);
  else part = { from, to: ahead, bytes: await fetchBytes(from, ahead, index) };
  kept.push(part);
  let total = kept.reduce((sum, one) => sum + one.bytes.length, 0);
  while (total > KEPT_BYTES && kept.length > 1) total -= kept.shift().bytes.length;
  return part.bytes.subarray(from - part.from, to - part.from);
}

async function fetchBytes(from, to, index) {
  const controller = new AbortController();
  underway = { index, controller };
  try {
    const headers = { Range: `bytes=${from}-${to - 1}` };
    const answer = await fetch(song.url, { headers, signal: controller.signal });
    if (answer.status !== 206) throw new Error(`The server answered ${answer.status}.`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length !== to - from) throw new Error("The server sent too little.");
    return bytes;
  } finally {
    underway = null;
  }
}

async function decode(index) {
  const { rows, packet, lead, preroll, starts, prerolls } = song;
  const first = lead + index * rows;
  const isCold = !decoders || first !== nextRow;
  const ready = want.filter((one) => have.has(one)).length; // the more is ready, the larger the request
  const last = Math.min(index + Math.max(1, Math.min(TOGETHER, ready)), starts.length - 1);
  const from = isCold ? prerolls[index] : starts[index];
  const bytes = await read(from, starts[index + 1], starts[last], index);
  nextRow = -1;
  if (isCold) resetDecoders();
  const jobs = newJobs(isCold ? Math.min(first, preroll) * packet : 0);
  feed(jobs, bytes);
  await finished(jobs);
  nextRow = first + rows;
  return jobs.samples;
}

function newJobs(skip) {
  const samples = spares.pop() ?? new Float32Array(song.planes * song.chunk);
  samples.fill(0);
  let planes = 0;
  const jobs = song.stems.map(({ channels }) => {
    planes += channels;
    return { samples, skip, plane: planes - channels, done: 0, due: 0 };
  });
  jobs.samples = samples;
  return jobs;
}

function feed(jobs, bytes) {
  const { stems, packet, rate } = song;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length;) {
    let body = at + 2 * stems.length;
    jobs.forEach((job, stem) => {
      const size = view.getUint16(at + 2 * stem, true);
      if (!size) return;
      const data = bytes.subarray(body, body + size);
      body += size;
      const decoder = decoders[stem];
      decoder.job = job;
      decoder.decode(new EncodedAudioChunk({ type: "key", timestamp: Math.round((decoder.clock * 1e6) / rate), data }));
      decoder.clock += packet;
      job.due += packet;
    });
    at = body;
  }
}

/* flush() would cost a decoder its memory and leave a seam; it is the last resort against one that holds samples back. */
async function finished(jobs) {
  const late = setTimeout(() => decoders?.forEach((decoder) => decoder?.flush().catch(() => {})), PATIENCE_MS);
  try {
    await Promise.all(jobs.map((job) => job.due && new Promise((resolve, reject) => {
      if (job.done >= job.due) resolve();
      else Object.assign(job, { resolve, reject });
    })));
  } finally {
    clearTimeout(late);
  }
}

function closeDecoders() {
  decoders?.forEach((decoder) => decoder && decoder.state !== "closed" && decoder.close());
  decoders = null;
}

function resetDecoders() {
  decoders ??= song.stems.map(({ channels }) => channels && newDecoder(channels));
  song.stems.forEach(({ channels, description }, at) => {
    if (!channels) return;
    const head = description && { description: Uint8Array.from(atob(description), (sign) => sign.charCodeAt(0)) };
    decoders[at].reset();
    decoders[at].configure({ codec: song.codec, sampleRate: song.rate, numberOfChannels: channels, ...head });
    decoders[at].clock = 0;
  });
}

function newDecoder(channels) {
  const decoder = new AudioDecoder({
    output: (data) => take(decoder.job, channels, data),
    error: (error) => decoder.job?.reject?.(error),
  });
  return decoder;
}

function take(job, channels, data) {
  const { chunk } = song;
  const frameOffset = Math.min(data.numberOfFrames, Math.max(0, job.skip - job.done));
  const to = job.done + frameOffset - job.skip;
  const frameCount = Math.min(data.numberOfFrames - frameOffset, chunk - to);
  for (let planeIndex = 0; frameCount > 0 && planeIndex < channels; planeIndex++) {
    const start = (job.plane + planeIndex) * chunk + to;
    const options = { planeIndex, frameOffset, frameCount, format: "f32-planar" };
    data.copyTo(job.samples.subarray(start, start + frameCount), options);
  }
  job.done += data.numberOfFrames;
  data.close();
  if (job.done >= job.due) job.resolve?.();
}
