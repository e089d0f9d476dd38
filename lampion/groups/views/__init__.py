from lampion.groups.views import lists, office
from lampion.groups.views.public import group_list, group_page

__all__ = ["group_list", "group_page", "lists", "office"]
