### Lists that are too long for one message.

list-more = There are { $count } in all. Say: more, for the next.
list-last = There are { $count } in all, and these are the last. Say: more, to see the first again.
list-others = And { $count ->
        [one] 1 more
       *[other] { $count } more
    }.
list-next = Here are the next.
list-first = Here are the first again.
list-all = There are no more on that list.

word-more = more, next, show more
