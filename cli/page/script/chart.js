/* global echarts */
import { axisText, countStep, countText, durationText, momentText, rankIn, tickText, timeStep } from "./figure.js";
import { Tip } from "./tip.js";
import { theme } from "./theme.js";

const least = 1e-6;

/**
 * A chart in its frame: it draws what a picture says, zooms by wheel, drag, button and key, tells what is under the pointer, and hides what the
 * legend turns off.
 */
export class Chart {
  #figure;
  #plot;
  #picture;
  #chart;
  #tip = new Tip();
  #hidden = new Set();
  #from;
  #to;

  constructor(figure, picture) {
    this.#figure = figure;
    this.#picture = picture;
    this.#plot = figure.querySelector(".plot");
    [this.#from, this.#to] = picture.extent;
    this.#size();
    this.#chart = echarts.init(this.#plot, null, { renderer: "canvas" });
    if (picture.group) {
      this.#chart.group = picture.group;
      echarts.connect(picture.group);
    }
    this.draw();
    this.#chart.on("datazoom", () => this.#zoomed());
    this.#listen();
    new ResizeObserver(() => this.#resize()).observe(this.#plot.parentElement);
  }

  /** Draws everything anew. */
  draw() {
    const look = this.#look();
    const { theme: { soft, line, font }, width } = look;
    const option = this.#picture.option(look);
    this.#chart.setOption({
      animation: false,
      textStyle: { fontFamily: font, fontSize: 12 },
      backgroundColor: "transparent",
      grid: {
        right: 20,
        top: 12,
        ...(look.left === undefined
          ? { left: 8, bottom: 2, containLabel: true }
          : { left: look.left, bottom: 24, containLabel: false }),
        ...option.grid,
      },
      xAxis: {
        type: "value",
        min: this.#picture.extent[0],
        max: this.#picture.extent[1],
        axisLine: { show: true, lineStyle: { color: line } },
        name: this.#picture.axis,
        nameLocation: "middle",
        nameGap: 26,
        nameTextStyle: { color: soft },
        ...this.#ticks(look),
        axisPointer: {
          show: true,
          triggerTooltip: false,
          snap: false,
          label: { show: false },
          lineStyle: { color: soft, type: "solid", width: 1 },
        },
      },
      yAxis: option.yAxis,
      dataZoom: [{
        type: "inside",
        filterMode: "none",
        startValue: this.#from,
        endValue: this.#to,
        minValueSpan: this.#picture.least ?? (this.#picture.extent[1] - this.#picture.extent[0]) / 1e5,
        zoomOnMouseWheel: this.#isFocused() ? true : "ctrl",
        moveOnMouseWheel: false,
        preventDefaultMouseMove: false,
      }],
      series: option.series,
    }, { replaceMerge: ["series"] });
    this.#legend(look);
    this.#tell(width);
  }

  /** Shows from one place of the horizontal axis to another. */
  show(from, to) {
    const [first, last] = this.#picture.extent;
    const span = Math.min(to - from, last - first);
    const begin = Math.min(Math.max(first, from), last - span);
    this.#chart.dispatchAction({ type: "dataZoom", dataZoomIndex: 0, startValue: begin, endValue: begin + span });
  }

  #look() {
    return {
      theme: theme(),
      width: this.#plot.clientWidth,
      from: this.#from,
      to: this.#to,
      hidden: this.#hidden,
      left: this.#picture.left?.(this.#plot.clientWidth),
      choice: this.#figure.querySelector("select")?.value,
    };
  }

  #size() {
    this.#plot.style.height = `${this.#picture.height(this.#plot.clientWidth)}px`;
  }

  #resize() {
    this.#size();
    if (this.#chart.getWidth() === this.#plot.clientWidth && this.#chart.getHeight() === this.#plot.clientHeight) {
      return;
    }
    this.#chart.resize();
    this.draw();
  }

  #ticks({ theme: { soft, grid }, width }) {
    const span = this.#to - this.#from;
    const isTime = this.#picture.unit === "time" || this.#picture.unit === "ms";
    const count = Math.max(2, Math.floor((width - 60) / (isTime ? 85 : 60)));
    const { scale } = this.#picture;
    if (scale !== undefined) {
      const ticks = scale.ticks(this.#from, this.#to, Math.max(3, Math.floor((width - 60) / 48)));
      const texts = new Map(ticks.map(({ place, text }) => [place, text]));
      return axisOf([...texts.keys()], span, (place) => texts.get(place) ?? "", soft, grid);
    }
    const interval = isTime ? timeStep(span, count) : countStep(span, count, this.#picture.least ? 1 : 0);
    const values = [];
    for (let step = Math.ceil(this.#from / interval - least) + 0; step <= this.#to / interval + least; step++) {
      values.push(step * interval + 0);
    }
    const text = (value) =>
      isTime ? tickText(value, interval) : this.#picture.unit === "percent" ? `${countText(value)}%` : axisText(value);
    // The library's own places begin at the end of what is shown, which is no round value after a zoom.
    return axisOf(values, interval, text, soft, grid);
  }

  #zoomed() {
    const [{ startValue, endValue }] = this.#chart.getOption().dataZoom;
    if (startValue === this.#from && endValue === this.#to) return;
    [this.#from, this.#to] = [startValue, endValue];
    this.#tip.hide();
    if (this.#picture.redraws) return this.draw();
    const look = this.#look();
    this.#chart.setOption({ xAxis: this.#ticks(look) });
    this.#legend(look);
    this.#tell(look.width);
  }

  /** Says which part is shown; tests and screen readers read it. */
  #tell() {
    const [first, last] = this.#picture.extent;
    this.#plot.dataset.from = this.#from;
    this.#plot.dataset.to = this.#to;
    const all = this.#from <= first && this.#to >= last;
    const { unit, scale } = this.#picture;
    const text = (place) => {
      const value = scale === undefined ? place : scale.time(place);
      return unit === "time" ? momentText(value) : unit === "ms" ? durationText(value) : countText(value);
    };
    this.#figure.querySelector(".shown").textContent = all ? "" : `Showing ${text(this.#from)} to ${text(this.#to)}`;
  }

  #isFocused() {
    return document.activeElement === this.#plot;
  }

  #by(share) {
    const span = this.#to - this.#from;
    this.show(this.#from + share * span, this.#to + share * span);
  }

  #scale(factor) {
    const middle = (this.#from + this.#to) / 2;
    const half = (this.#to - this.#from) * factor / 2;
    this.show(middle - half, middle + half);
  }

  #listen() {
    const acts = {
      in: () => this.#scale(0.5),
      out: () => this.#scale(2),
      left: () => this.#by(-0.2),
      right: () => this.#by(0.2),
      reset: () => this.show(...this.#picture.extent),
      legend: () => this.#figure.querySelector(".legend button")?.focus(),
    };
    const keys = {
      "+": "in",
      "=": "in",
      "-": "out",
      "ArrowLeft": "left",
      "ArrowRight": "right",
      "0": "reset",
      "/": "legend",
    };
    this.#plot.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#tip.hide();
      const act = keys[event.key];
      if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      acts[act]();
    });
    for (const button of this.#figure.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => acts[button.dataset.act]());
    }
    const wheel = () => this.#chart.setOption({ dataZoom: [{ zoomOnMouseWheel: this.#isFocused() ? true : "ctrl" }] });
    this.#plot.addEventListener("focus", wheel);
    this.#plot.addEventListener("blur", wheel);
    this.#figure.querySelector("select")?.addEventListener("change", () => {
      this.#picture.choose(this.#look().choice);
      if (this.#picture.redrawsWhole) [this.#from, this.#to] = this.#picture.extent;
      this.draw();
    });
    for (const box of this.#figure.querySelectorAll("[data-toggle]")) {
      box.addEventListener("click", () => {
        const on = box.getAttribute("aria-pressed") !== "true";
        box.setAttribute("aria-pressed", String(on));
        this.#picture.toggle(on);
        this.#resize();
        this.draw();
      });
    }
    const canvas = this.#chart.getZr();
    canvas.on("mousemove", ({ offsetX, offsetY, event }) => {
      const at = [offsetX, offsetY];
      if (!this.#chart.containPixel({ gridIndex: 0 }, at)) return this.#tip.hide();
      const [x, y] = this.#chart.convertFromPixel({ gridIndex: 0 }, at);
      const [near] = this.#chart.convertFromPixel({ gridIndex: 0 }, [offsetX + 4, offsetY]);
      this.#tip.show(this.#picture.tip(x, y, { ...this.#look(), near: near - x }), event);
    });
    canvas.on("globalout", () => this.#tip.hide());
  }

  #legend(look) {
    const place = this.#figure.querySelector(".legend");
    const entries = this.#picture.legend?.(look) ?? [];
    const focused = [...place.children].indexOf(document.activeElement);
    place.replaceChildren(...entries.map(({ name, text, title = text, paint }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", String(!this.#hidden.has(name)));
      const swatch = document.createElement("canvas");
      swatch.width = 44;
      swatch.height = 24;
      const ink = swatch.getContext("2d");
      ink.scale(2, 2);
      paint(ink, 22, 12);
      const words = document.createElement("span");
      words.textContent = text;
      words.title = title;
      button.append(swatch, words);
      button.addEventListener("click", () => {
        if (!this.#hidden.delete(name)) this.#hidden.add(name);
        this.draw();
      });
      return button;
    }));
    if (focused >= 0) place.children[focused]?.focus();
  }
}

/** What a horizontal axis shows at these places. */
function axisOf(values, interval, text, soft, grid) {
  return {
    interval,
    axisLabel: { color: soft, formatter: text, hideOverlap: true, customValues: values },
    axisTick: { show: false, customValues: values },
    splitLine: { show: true, lineStyle: { color: grid }, customValues: values },
  };
}

/** The faults that last at a moment, or begin near it. */
export function faultsAt(faults, atMs, nearMs) {
  return faults.filter(({ isFault, fromMs, toMs }) => isFault && fromMs - nearMs <= atMs && atMs <= toMs + nearMs);
}

/** The last value of a line of steps at a place. */
export function stepAt(points, at) {
  const rank = rankIn(points, at, (point) => point[0]);
  return rank === 0 ? undefined : points[rank - 1][1];
}
