// Slots: widgets of their own (text that grows, the player, the recorder) inside the form.

/** @param {{ root: HTMLElement, model: PageModel<any>, arrived: (place: HTMLElement) => void }} form `arrived`: a view is there */
const makeChildViews = ({ root, model, arrived }) => {
  /** @type {Map<string, { id: string, place: Element, view: any }>} */
  const mounted = new Map();
  let closed = false;

  /** @param {string} slot */
  const unmount = (slot) => {
    const m = mounted.get(slot);
    mounted.delete(slot);
    m?.view?.remove();
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
      const view = await manager.create_view(await manager.get_model(id));
      if (mounted.get(slot) !== mine || closed) return void view.remove();
      mine.view = view;
      place.replaceChildren(view.el);
      arrived(view.el);
    } catch (err) {
      place.textContent = `(this part cannot be shown here: ${err.message})`;
    }
  };

  return { mount, unmount, close: () => { closed = true; [...mounted.keys()].forEach(unmount); } };
};
