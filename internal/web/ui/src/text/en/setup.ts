import { units } from "./units";

const { plural } = units;

export const setup = {
  title: "Set up",
  loading: "Reading what there is to set up…",
  failed: "The set-up texts could not be made",
  nav: "Ways to send traffic here",
  groups: { terminal: "Terminals", language: "Languages", browser: "Browsers", container: "Containers", phone: "Phones and tablets" },
  proxy: "Proxy",
  copyAddress: (address: string) => `Copy ${address}`,
  copy: "Copy",
  copySteps: "Copy the steps",
  copied: "Copied",
  textOf: (title: string) => `Text of ${title}`,
  gone: "There is no such way",
  goneHint: "Choose another one on the left.",
  keys: { next: "Next way", previous: "Way before", copy: "Copy the text", again: "Check again" },

  check: {
    label: "Check",
    waiting: "Waiting for traffic",
    waitingHint: "Do the above: this turns green as soon as something comes in that way.",
    works: "It works",
    worksHint: (n: number) => `${plural(n, "entry", "entries")} came in that way.`,
    distrust: "Something came in that does not trust the certificate",
    distrustHint: (n: number) => `${plural(n, "connection was", "connections were")} given up by the client. Compare what it trusts with what is written above.`,
    other: "Something else came in",
    otherHint: (n: number) => `${plural(n, "entry", "entries")} came in meanwhile, but not that way.`,
    off: "Recording is switched off",
    offHint: "Traffic goes through, but nothing is shown of it.",
    record: "Record",
    failed: "It cannot be checked now",
    show: "Show them",
    again: "Check again",
  },

  certificate: {
    title: "The root certificate",
    hint: "Clients have to trust it before they show what they send. Compare the fingerprint where it is installed.",
    fingerprint: "SHA-256",
    copyFingerprint: "Copy the fingerprint",
    download: "Download (.pem)",
    file: "File",
    copyFile: "Copy the path",
    trust: "Who trusts it",
  },

  device: {
    title: "Get the certificate on the device",
    scan: "Scan this with the device",
    code: (url: string) => `QR code of ${url}`,
    drawing: "Drawing the code…",
    undrawn: "The code could not be drawn",
    open: "or open this address there:",
    copy: (url: string) => `Copy ${url}`,
    network: "Address of this machine",
    same: "The device has to be in the same network.",
    local: (url: string) => `Once the device uses the proxy, ${url} offers the certificate.`,
    loopback: "Other machines do not reach the proxy",
    loopbackHint: "It listens on this machine alone. Start it so that it listens on the network, too:",
  },
};
