// The end of a kernel, as a page hears of it.

/** Calls `gone` when the kernel is. Returns what ends it. @param {PageModel} model @param {() => string} me the widget's own id @param {() => void} gone */
const hearOfKernel = (model, me, gone) => {
  // Two ways to hear of it: the widget manager lets go of its models on a restart, and a kernel that died says so itself.
  const looked = async () => { if (me() && (await model.widget_manager.get_model(me())).comm_live === false) gone(); };
  const kernel = model.widget_manager?.kernel;
  /** @param {unknown} _ @param {string} now */
  const status = (_, now) => { if (["restarting", "autorestarting", "dead"].includes(now)) gone(); };
  model.on("comm_live_update", looked);
  kernel?.statusChanged?.connect(status);
  kernel?.disposed?.connect(gone); // it was shut down
  return () => {
    model.off("comm_live_update", looked);
    kernel?.statusChanged?.disconnect(status);
    kernel?.disposed?.disconnect(gone);
  };
};
