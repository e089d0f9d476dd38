from lampion.petitions.forms.signing import Setting, SigningForm
from lampion.petitions.forms.writing import PetitionForm, PictureForm

__all__ = ["PetitionForm", "PictureForm", "Setting", "SigningForm"]
