// Slots: widgets of their own (text that grows, the player, the recorder) inside the form.

/** @param {{ root: HTMLElement, model: PageModel<any>, host?: PageHost, arrived: (place: HTMLElement) => void }} form `arrived`: a view is there */
const makeChildViews = ({ root, model, host, arrived }) => {
  /** @type {Map<string, { id: string, place: Element, view: any }>} */
  const mounted = new Map();
  let closed = false;

  /** @param {string} slot */
  const unmount = (slot) => {
    const m = mounted.get(slot);
    mounted.delete(slot);
    m?.view?.remove();
  };
  /** Where there is no manager of widgets (marimo). It stands in the page first, or it has no style. @param {Element} place @param {string} id */
  const hosted = async (place, id) => {
    const el = document.createElement("div"), life = new AbortController();
    place.replaceChildren(el);
    const widget = await host?.getWidget(`anywidget:${id}`);
    await widget?.render({ el, signal: life.signal });
    return { el, remove: () => { life.abort(); el.remove(); } };
  };
  /** That widget where the slot is now; no id, no widget. @param {string} slot @param {string | null | undefined} id */
  const mount = async (slot, id) => {
    const place = root.querySelector(`[data-slot="${slot}"]`);
    const have = mounted.get(slot);
    if (have && have.id === id && have.place === place) return;
    unmount(slot);
    if (!id || !place) return;
    const mine = { id, place, view: /** @type {any} */ (null) };
    mounted.set(slot, mine);
    try {
      const manager = model.widget_manager;
      const view = manager.create_view ? await manager.create_view(await manager.get_model(id)) : await hosted(place, id);
      if (mounted.get(slot) !== mine || closed) return void view.remove();
      mine.view = view;
      if (view.el.parentNode !== place) place.replaceChildren(view.el);
      arrived(view.el);
    } catch (err) {
      place.textContent = t("(this part cannot be shown here: {why})", { why: err.message });
    }
  };

  return { mount, unmount, close: () => { closed = true; [...mounted.keys()].forEach(unmount); } };
};
