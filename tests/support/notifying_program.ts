// A program as the host's supervisor starts it: tells all that there is to tell, and prints what its logger gets.
import { systemdNotifier } from "../../src/services/host/systemd_notifier.ts";

const print = (level: string) => (message: string) => console.log(`${level}: ${message}`);
const logger = { debug: print("debug"), info: print("info"), warn: print("warn"), error: print("error") };

const notifier = systemdNotifier({ logger });
console.log(`watchdog: ${notifier?.watchdogMs}`);
notifier?.ready();
notifier?.status(Deno.args[0] ?? "all is well");
notifier?.alive();
notifier?.stopping();
await notifier?.close();
console.log("ended");
