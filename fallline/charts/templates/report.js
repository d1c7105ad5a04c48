for (const place of document.querySelectorAll("[data-figure]")) {
  const figure = JSON.parse(place.nextElementSibling.textContent);
  Plotly.newPlot(place, figure.data, figure.layout, { displaylogo: false, toImageButtonOptions: { scale: 2 } });
}
