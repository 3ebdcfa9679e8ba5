/*
 * <ms-chart>: draws the chart inside anew with uPlot, so that figures can be read off by pointing.
 * The server's drawing stays where uPlot is not installed, and is what prints and what readers hear.
 */
import { colour as ink, onTheme } from "colours";

// The book's days are those of UTC, wherever the reader is.
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const dayOf = (at) => (at === null ? "" : DAY.format(at * 1000));
const days = { label: "Day", value: (_, at) => dayOf(at) };

const inkOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function barsOf(data, uPlot) {
  const sums = [];
  let below = data.at.map(() => 0);
  for (const part of data.series) {
    below = below.map((sum, place) => sum + part.charged[place]);
    sums.push({ ...part, top: below });
  }
  const bars = uPlot.paths.bars({ size: [0.72, 60] });
  const series = sums.reverse().map((part) => ({
    label: part.name, paths: bars, fill: ink(part.number > 5 ? "--g4" : `--series-${part.number}`), points: { show: false },
    value: (_, __, ___, place) => (place === null ? "" : part.charged[place].toLocaleString("en")),
  }));
  const returned = { label: "Returned", paths: bars, stroke: ink("--state-ready"), width: 1.5, points: { show: false }, value: (_, figure) => (figure === null ? "" : (-figure || 0).toLocaleString("en")) };
  // Half a bar of room at both ends.
  const half = data.at.length > 1 ? (data.at[1] - data.at[0]) / 2 : 43200;
  return {
    columns: [data.at, ...sums.map((part) => part.top), data.returned.map((figure) => -figure || 0)],
    options: { series: [days, ...series, returned], scales: { x: { range: (_, least, most) => [least - half, most + half] } } },
  };
}

function lineOf(data, uPlot) {
  const figure = (_, value) => (value === null ? "" : Math.round(value).toLocaleString("en"));
  const series = [days, { label: "Balance", stroke: ink("--ink"), width: 2, value: figure, points: { show: false } }];
  const columns = [data.at, data.past];
  if (data.ahead.length) {
    const edge = { stroke: "transparent", value: figure, points: { show: false } };
    // The line comes last: the band between its edges would cover it.
    series.push({ label: "At most", ...edge }, { label: "At least", ...edge }, { label: "Likely", stroke: ink("--ink"), dash: [4, 5], width: 2, value: figure, points: { show: false } });
    columns.push(data.high, data.low, data.ahead);
  }
  const bands = data.ahead.length ? [{ series: [2, 3], fill: ink("--g4") }] : [];
  const y = { range: (_, least, most) => [Math.min(0, least), Math.max(1, most) * 1.05] };
  return { columns, options: { series, bands, scales: { y } } };
}

class Chart extends HTMLElement {
  async connectedCallback() {
    const source = this.querySelector('script[type="application/json"]');
    if (!source || this.chart) return;
    let uPlot;
    try {
      ({ default: uPlot } = await import("uplot"));
    } catch {
      return;
    }
    if (!this.isConnected || this.chart) return;
    this.draw(uPlot, JSON.parse(source.textContent));
    this.watch = new ResizeObserver(() => this.chart.setSize({ width: this.clientWidth, height: 300 }));
    this.watch.observe(this);
    this.controller = new AbortController();
    onTheme(() => this.draw(uPlot, JSON.parse(source.textContent)), this.controller.signal);
  }

  disconnectedCallback() {
    this.watch?.disconnect();
    this.controller?.abort();
    this.chart?.destroy();
    this.chart = null;
    this.querySelector(".plot")?.removeAttribute("hidden");
  }

  draw(uPlot, data) {
    this.chart?.destroy();
    const { columns, options } = (data.kind === "bars" ? barsOf : lineOf)(data, uPlot);
    const axis = { stroke: ink("--ink3"), grid: { stroke: ink("--line"), width: 1 }, ticks: { show: false }, font: `12px ${inkOf("--sans")}` };
    const shape = { width: this.clientWidth, height: 300, axes: [{ ...axis, grid: { show: false }, values: (_, moments) => moments.map(dayOf) }, axis], tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "Etc/UTC"), ...options };
    this.chart = new uPlot(shape, columns, this);
    this.chart.root.setAttribute("aria-hidden", "true");
    this.querySelector(".plot").hidden = true;
  }
}

customElements.define("ms-chart", Chart);
