# What Kordon says in English. Titles and sentences of criteria stand in the criteria themselves.
