// Buttons beside commands: copies what stands before them.
(() => {
  const fallback = text => {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  };
  document.addEventListener('click', event => {
    const button = event.target.closest('button[data-copy]');
    if (!button) return;
    const text = button.previousElementSibling.textContent;
    const done = () => {
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => { fallback(text); done(); });
    else { fallback(text); done(); }
  });
})();
