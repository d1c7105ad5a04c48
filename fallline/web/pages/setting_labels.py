"""The labels of settings on the page, in English; ``say`` translates them."""

from __future__ import annotations

from fallline.core import Setting

# By the setting's name; any other setting's label is its name.
LABELS = {
    "alpha": "α",
    "around": "Starts around it",
    "beta": "β",
    "beta1": "β₁",
    "beta2": "β₂",
    "beta3": "β₃",
    "box": "Plot range",
    "cls": "Class",
    "dim": "Dimensions",
    "dpi": "Dots per inch",
    "eps": "ε",
    "eps_place": "Place of ε",
    "f": "Formula",
    "final_lr": "Final learning rate",
    "fps": "Frames per second",
    "gamma": "γ",
    "lr": "Learning rate",
    "lr_decay": "Learning-rate decay",
    "rho": "ρ",
    "shift_x": "Shift x",
    "shift_y": "Shift y",
    "log": "Compress heights",
    "ripple": "Ripples",
    "sgd_first": "SGD first",
    "t": "Step",
    "tall": "Height",
    "tol": "Tolerance",
    "wide": "Width",
}


def setting_label(setting: Setting) -> str:
    """Return the English label of a setting: 'Learning rate' for lr, 'Weight decay' for weight_decay, 'k' for k."""
    if setting.name in LABELS:
        return LABELS[setting.name]
    text = setting.name.replace("_", " ")
    return text if len(text) == 1 else text[:1].upper() + text[1:]
