import { phaseTexts as laneTexts } from "../report/lane_legend.ts";
import type { Phase } from "../../src/simulation/timeline.ts";

/** Each phase as the page's legends say it, in their order. */
export const phaseTexts: Readonly<Record<Phase, string>> = { ...laneTexts, starting: "starting or not ready" };

/** All phases, in their order. */
export const phases = Object.keys(phaseTexts) as readonly Phase[];

/** How much of a lane's height each phase takes, from 0 to 1: a phase is told by its height and its pattern, not by its colour alone. */
export const phaseHeights: Readonly<Record<Phase, number>> = {
  up: 1,
  starting: 0.72,
  waiting: 0.4,
  blocked: 0.4,
  cooling: 0.6,
  stopping: 0.72,
  dead: 1,
  done: 0.12,
  idle: 0.06,
};

/** The colours of phases on a light and on a dark ground, after Okabe and Ito, which colour-blind people can tell apart. */
export const phaseColours: Readonly<Record<Phase, readonly [light: string, dark: string]>> = {
  up: ["#7cc4ad", "#2f8f74"],
  starting: ["#56b4e9", "#56b4e9"],
  waiting: ["#d98a00", "#e69f00"],
  blocked: ["#b0568c", "#cc79a7"],
  cooling: ["#0072b2", "#3b95d6"],
  stopping: ["#6f7a85", "#98a3ae"],
  dead: ["#9c2a00", "#e0592a"],
  done: ["#8d98a3", "#76818c"],
  idle: ["#aab3bc", "#5b6670"],
};
