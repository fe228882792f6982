(function () {
  'use strict';
  var box = document.getElementById('search'), input = document.getElementById('search-words'), list = document.getElementById('search-found'), said = document.getElementById('search-said');
  var index = [];
  document.querySelectorAll('main h2, main h3, main h4').forEach(function (heading) {
    var place = heading.closest('article[id], section[id]'), target = heading.id || (place && place.id);
    if (!target) return;
    var article = heading.closest('article'), more = article ? article.querySelectorAll('.question, .finding') : [], text = heading.textContent;
    more.forEach(function (part) { text += ' ' + part.textContent; });
    index.push({ id: article && article.id || target, name: heading.textContent, text: text.toLowerCase() });
  });
  function find() {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean), found = [];
    list.textContent = '';
    if (input.value.trim().length < 2) { said.textContent = ''; return; }
    index.forEach(function (entry) {
      if (words.every(function (word) { return entry.text.indexOf(word) >= 0; })) found.push(entry);
    });
    found.slice(0, 40).forEach(function (entry) {
      var item = document.createElement('li'), link = document.createElement('a');
      link.href = '#' + encodeURIComponent(entry.id);
      link.textContent = entry.name;
      item.appendChild(link);
      list.appendChild(item);
    });
    said.textContent = found.length === 0 ? 'Nothing found.' : found.length === 1 ? '1 place found.' : found.length + ' places found' + (found.length > 40 ? ', the first 40 shown.' : '.');
  }
  function unfold() {
    var id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (fault) { return; }
    var target = id && document.getElementById(id), part = target;
    for (; part; part = part.parentElement) if (part.tagName === 'DETAILS') part.open = true;
    if (target) target.scrollIntoView();
  }
  input.addEventListener('input', find);
  input.addEventListener('keydown', function (event) { if (event.key === 'Escape') { input.value = ''; find(); } });
  window.addEventListener('hashchange', unfold);
  box.hidden = false;
  unfold();
})();
