from django import forms


class PositionForm(forms.Form):
    """The browser's position in degrees (WGS 84)."""

    lat = forms.FloatField(min_value=-90, max_value=90)
    lon = forms.FloatField(min_value=-180, max_value=180)
