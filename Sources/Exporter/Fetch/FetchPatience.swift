/// For how long a fetch goes on against an API that fails: nobody waits for it, and it comes far.
package struct FetchPatience: Sendable {
    /// How many requests of one customer group may be tried again in one round through the windows. With the pauses between them
    /// (half a minute to five) an hour passes.
    package var retriesInRound = 30
    /// What failed in one round is asked for in another, and after so many that brought not one window it is left.
    package var fruitlessRounds = 3

    package init() {}
}
