/**
 * Has each message of Python taken by the function of its name; what nobody knows, and what fails, is told to Python, which
 * tells the person. Returns what ends it.
 *
 * @template {{ t: string }} M what Python may say: a union of `omni_nb/widgets/protocol`
 * @param {PageModel<any>} model
 * @param {Takes<M>} takes
 */
const takeMessages = (model, takes) => {
  /** @type {{ [name: string]: (m: any, buffers: DataView[]) => void }} */
  const known = takes;
  /** @param {any} m @param {DataView[]} buffers */
  const take = (m, buffers) => {
    const name = String(m?.t);
    if (!Object.hasOwn(takes, name)) return void model.send({ t: "unknown", what: `the message '${name}'` });
    try {
      known[name](m, buffers);
    } catch (err) {
      console.error(err);
      model.send({ t: "unknown", what: `the message '${name}': ${err.message}` });
    }
  };
  model.on("msg:custom", take);
  const quiet = speak(model);
  return () => { model.off("msg:custom", take); quiet(); };
};
