"""The canvas over each figure has the figure's size at every frame, whatever changes the height of the panels."""

import pytest

from tests.browser.page import FITS_SCRIPT

# Another rate for Adam than in the race before it, whose sentence is long at the end of its run.
LINK = "on=beale&start=-1,1.5&run=adabelief~lr:0.05&run=adam~lr:0.1&run=sgd_momentum~lr:0.005&steps=400"
LINK += "&before=run=adabelief~lr:0.05%26run=adam~lr:0.05%26run=sgd_momentum~lr:0.005"
# Returns the frames in which a canvas and the flat figure under it differ in size, and the heights of the large view,
# while the stage's bar changes its height at every other frame. Plotly resizes a surface over some frames.
COMPARE_SIZES_SCRIPT = """async (ms) => {
  const [different, heights] = [[], new Set()];
  const bar = document.querySelector("#stage-bar");
  const large = document.documentElement.dataset.stage === "map" ? "panel-plane" : "panel-space";
  for (const end = performance.now() + ms; performance.now() < end; ) {
    await new Promise(requestAnimationFrame);
    bar.style.paddingBottom = `${Math.round(Math.random() * 40)}px`;
    for (const panel of document.querySelectorAll(".panel")) {
      const [canvas, size] = [panel.querySelector("canvas.overlay"), panel.querySelector(".plot")?._fullLayout];
      if (!canvas || !size || panel.offsetParent === null) continue;
      const { width, height } = canvas.getBoundingClientRect();
      if (panel.id === large) heights.add(height);
      if (panel.id === "panel-space") continue;
      if (Math.hypot(width - size.width, height - size.height) >= 1) different.push([panel.id, height, size.height]);
    }
  }
  return [different, heights.size];
}"""


@pytest.mark.parametrize("space", [False, True], ids=["flat", "surface"])
def test_trails_and_figures_agree_at_every_frame_and_fill_their_frames_in_the_end(visit, space):
    page = visit(LINK, space=space)
    page.wait_for_function("document.querySelectorAll('.frame.stale').length === 0")
    page.evaluate("fallline.play()")
    different, height_count = page.evaluate(COMPARE_SIZES_SCRIPT, 2500)
    assert different == []
    assert height_count > 1  # the figures follow while the race plays
    page.set_viewport_size({"width": 1100, "height": 760})
    page.wait_for_function(FITS_SCRIPT)
