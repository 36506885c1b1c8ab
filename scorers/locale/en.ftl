# What Kordon says in English. Titles and sentences of criteria stand in the criteria themselves.

## Why a form of control is not suggested

suppressed-by_category = The participant is of the low category: controlled after release instead.
suppressed-by_information = A body reported information: an officer must conclude first.
suppressed-by_framework = A framework profile: an officer must conclude first.
suppressed-by_rejection = An officer concluded that no control is called for.
suppressed-by_closing = The case was closed before an officer concluded: controlled after release instead.

## Why an alert does not stand any more

end-case_cancelled = The case itself was taken back.
end-cancelled = What it rested on was cancelled.
end-deleted = A register deleted a record that it rested on.
end-amended = What it rested on was amended.
end-cured = An amendment of the declaration has cured it.
end-told = By what was reported since, its condition does not hold.
end-register = By what a register says now, its condition does not hold.
end-expired = What it rested on has expired.
end-parameters = By the parameters in force now, it is no hit.
end-unknown = It can not be told any more, since something that is needed is not known.
