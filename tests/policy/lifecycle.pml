/* SPDX-License-Identifier: Apache-2.0 */
/* The life of an agreement between two parties, seen by two nodes that hear of it late, twice, out of order or never.
 *
 * Signers: the parties A (sender) and B (repository), the state S, the county C. What each signs in its time, numbered:
 *   A  1 notice  2 sign     3 activate  4 suspend  5 resume
 *   B  1 sign    2 suspend  3 resume    4 terminate
 *   S  1 join    2 suspend  3 resume
 *   C  1 join    2 leave    3 join
 * Every event may reach every node at any time, any number of times, or never: that is a network that loses, delays,
 * doubles and reorders, and signers who sign too early or stop in the middle. (An event that a node has is refused when it
 * comes again, so that the model need not send it again.)
 *
 * Node A sends probes, node B searches and answers, node A releases what it was answered; each by what it has heard.
 * Probe and answer stay on their way: they too come late, twice or never.
 *
 * What must hold is said a second time, by TRUTH, from the events that a node has heard, and not from what it made of
 * them. Variants that break a rule, each found out by an assertion:
 *   -DTRUSTING      B searched, so it answers: no second look
 *   -DIN_ORDER      a stop waits for the events before it
 *   -DLAST_WINS     an event that comes late undoes a later one of the same signer
 *   -DNO_COMMENTS   signatures count before the comment period is over
 *   -DSTATE_SPEAKS  a state's return brings back the county that left
 * and one that asserts that nothing is ever released, to show that things do happen: -DNOTHING_HAPPENS
 */
#define A 0
#define B 1
#define S 2
#define C 3

#define AT(node, signer)          ((node) * 4 + (signer))
#define HEARD(node, signer, kth)  ((heard[AT(node, signer)] >> (kth)) & 1)
#define TAKEN(node, signer, kth)  ((taken[AT(node, signer)] >> (kth)) & 1)

/* Per node and signer: events taken; stops that arrived, taken or not, and all that was taken; and what the node made
 * of them: the number of the event that counts, and whether it is a stop. */
byte taken[8];
byte heard[8];
byte top[8];
bool stopped[8];
bool over[2]; /* the comment period, at each node's clock */

bool probe, answer;  /* on their way */
bool searching, held; /* B has searched; A has an answer */

#define IS_STOP(signer, kth) \
    ((signer == A && kth == 4) || (signer == B && (kth == 2 || kth == 4)) || (signer == S && kth == 2) || (signer == C && kth == 2))

/* All before the KTHs event of SIGNER are there. */
#define IN_TURN(node, signer, kth) \
    (((taken[AT(node, signer)] | 1) & ((1 << (kth)) - 1)) == ((1 << (kth)) - 1))

/* What else the rules ask of an event that is no stop. */
#ifdef NO_COMMENTS
#define COMMENTS_OVER(node) (HEARD(node, A, 1))
#else
#define COMMENTS_OVER(node) (over[node])
#endif
#define IS_DUE(node, signer, kth) \
    ((signer == A && kth == 1) || \
     (((signer == A && kth == 2) || (signer == B && kth == 1)) && COMMENTS_OVER(node)) || \
     (signer == A && kth == 3 && TAKEN(node, A, 2) && TAKEN(node, B, 1)) || \
     ((signer == A && kth == 5) || (signer != C && signer != A && kth == 3)) || \
     (((signer == S && kth == 1) || (signer == C && kth != 2)) && COMMENTS_OVER(node)))

/* What a node decides by. */
#define IN_FORCE(node)  (TAKEN(node, A, 3) && !stopped[AT(node, A)] && !stopped[AT(node, B)])
#define TAKES_PART(node) \
    (TAKEN(node, S, 1) && !stopped[AT(node, S)] && TAKEN(node, C, 1) && !stopped[AT(node, C)])
#define ALLOWED(node)   (IN_FORCE(node) && TAKES_PART(node))

/* What must hold: noticed, commented, signed by both, activated; nobody has stopped without returning. */
#define TRUTH(node) \
    (HEARD(node, A, 1) && over[node] && HEARD(node, A, 2) && HEARD(node, B, 1) && HEARD(node, A, 3) && \
     (!HEARD(node, A, 4) || TAKEN(node, A, 5)) && (!HEARD(node, B, 2) || TAKEN(node, B, 3)) && !HEARD(node, B, 4) && \
     HEARD(node, S, 1) && (!HEARD(node, S, 2) || TAKEN(node, S, 3)) && \
     HEARD(node, C, 1) && (!HEARD(node, C, 2) || TAKEN(node, C, 3)))

inline take(node, signer, kth)
{
    taken[AT(node, signer)] = taken[AT(node, signer)] | (1 << kth);
#ifdef LAST_WINS
    stopped[AT(node, signer)] = IS_STOP(signer, kth);
#else
    if
    :: kth > top[AT(node, signer)] ->
        top[AT(node, signer)] = kth;
        stopped[AT(node, signer)] = IS_STOP(signer, kth)
    :: else -> skip
    fi;
#endif
#ifdef STATE_SPEAKS
    if
    :: signer == S && kth == 3 -> stopped[AT(node, C)] = 0
    :: else -> skip
    fi;
#endif
    /* Nothing is in force before the public was told, had its time, and both have signed. */
    assert(!TAKEN(node, A, 3) || (HEARD(node, A, 1) && over[node] && HEARD(node, A, 2) && HEARD(node, B, 1)));
    /* A stop holds at once, and until its signer returns. */
    assert(!HEARD(node, A, 4) || TAKEN(node, A, 5) || !IN_FORCE(node));
    assert(!HEARD(node, B, 2) || TAKEN(node, B, 3) || !IN_FORCE(node));
    assert(!HEARD(node, B, 4) || !IN_FORCE(node));
    assert(!HEARD(node, S, 2) || TAKEN(node, S, 3) || !TAKES_PART(node));
    assert(!HEARD(node, C, 2) || TAKEN(node, C, 3) || !TAKES_PART(node))
}

/* An event arrives. What would change nothing is left out: one that is there already, and one that is refused because it
 * comes out of order, too early or before the signatures. */
#ifdef IN_ORDER
#define STOPS(node, signer, kth) (!HEARD(node, signer, kth) || IN_TURN(node, signer, kth))
#else
#define STOPS(node, signer, kth) true
#endif
#define ARRIVES(node, signer, kth) \
    d_step { \
        !TAKEN(node, signer, kth) && ((IS_STOP(signer, kth) && STOPS(node, signer, kth)) || \
                                      (!IS_STOP(signer, kth) && IN_TURN(node, signer, kth) && IS_DUE(node, signer, kth))) -> \
        deliver(node, signer, kth) \
    }

inline deliver(node, signer, kth)
{
    heard[AT(node, signer)] = heard[AT(node, signer)] | (1 << kth);
#ifdef IN_ORDER
    if
    :: IN_TURN(node, signer, kth) -> take(node, signer, kth)
    :: else -> skip
    fi
#else
    take(node, signer, kth)
#endif
}

inline act(node)
{
    assert(TRUTH(node))
}

active proctype everything()
{
end:
    do
    :: d_step { probe == 0 && ALLOWED(A) -> act(A); probe = 1 }
    :: d_step { probe == 1 && searching == 0 && ALLOWED(B) -> act(B); searching = 1 }
#ifdef TRUSTING
    :: d_step { searching == 1 -> act(B); searching = 0; answer = 1 }
#else
    :: d_step { searching == 1 && ALLOWED(B) -> act(B); searching = 0; answer = 1 }
#endif
    :: d_step { searching == 1 && !ALLOWED(B) -> searching = 0 } /* refused: nothing is answered */
    :: d_step { answer == 1 && held == 0 -> held = 1 }
    :: d_step { held == 1 && ALLOWED(A) -> act(A); held = 0
#ifdef NOTHING_HAPPENS
        ; assert(false)
#endif
       } /* released */
    :: d_step { over[A] == 0 && TAKEN(A, A, 1) -> over[A] = 1 }
    :: d_step { over[B] == 0 && TAKEN(B, A, 1) -> over[B] = 1 }
    :: ARRIVES(A, A, 1) :: ARRIVES(B, A, 1)
    :: ARRIVES(A, A, 2) :: ARRIVES(B, A, 2)
    :: ARRIVES(A, A, 3) :: ARRIVES(B, A, 3)
    :: ARRIVES(A, A, 4) :: ARRIVES(B, A, 4)
    :: ARRIVES(A, A, 5) :: ARRIVES(B, A, 5)
    :: ARRIVES(A, B, 1) :: ARRIVES(B, B, 1)
    :: ARRIVES(A, B, 2) :: ARRIVES(B, B, 2)
    :: ARRIVES(A, B, 3) :: ARRIVES(B, B, 3)
    :: ARRIVES(A, B, 4) :: ARRIVES(B, B, 4)
    :: ARRIVES(A, S, 1) :: ARRIVES(B, S, 1)
    :: ARRIVES(A, S, 2) :: ARRIVES(B, S, 2)
    :: ARRIVES(A, S, 3) :: ARRIVES(B, S, 3)
    :: ARRIVES(A, C, 1) :: ARRIVES(B, C, 1)
    :: ARRIVES(A, C, 2) :: ARRIVES(B, C, 2)
    :: ARRIVES(A, C, 3) :: ARRIVES(B, C, 3)
    od
}
