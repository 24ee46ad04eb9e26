import Testing

@testable import Curl

struct ConnectionPoolsTests {
    private let start = ContinuousClock.now

    @Test func requestsToAHostShareAPool() throws {
        var pools = ConnectionPools(lifetime: .seconds(300))

        let pool = try pools.pool(for: "a", now: start)

        #expect(try pools.pool(for: "a", now: start + .seconds(299)) === pool)
        #expect(try pools.pool(for: "b", now: start) !== pool)
    }

    @Test func aPoolIsNotUsedOnceItIsOld() throws {
        var pools = ConnectionPools(lifetime: .seconds(300))

        let pool = try pools.pool(for: "a", now: start)
        let next = try pools.pool(for: "a", now: start + .seconds(300))

        #expect(next !== pool)
        #expect(try pools.pool(for: "a", now: start + .seconds(599)) === next)
    }

    @Test func anIdlePoolIsClosedOnceItIsOld() throws {
        var pools = ConnectionPools(lifetime: .seconds(300))
        weak let pool = try pools.pool(for: "a", now: start)

        pools.discardOld(now: start + .seconds(299))
        #expect(pool != nil)
        pools.discardOld(now: start + .seconds(300))
        #expect(pool == nil)
    }

    @Test func aBrokenConnectionIsNotUsedAgain() throws {
        var pools = ConnectionPools(lifetime: .seconds(300))

        let pool = try pools.pool(for: "a", now: start)
        pools.record(.broken, of: "a", in: pool)
        let next = try pools.pool(for: "a", now: start)
        // Another transfer on the same connection ends later.
        pools.record(.broken, of: "a", in: pool)

        #expect(next !== pool)
        #expect(try pools.pool(for: "a", now: start) === next)
    }

    @Test func afterThreeFaultsInARowEachTryHasAPoolOfItsOwnUntilOneSucceeds() throws {
        var pools = ConnectionPools(lifetime: .seconds(300))
        let pool = try pools.pool(for: "a", now: start)
        for verdict in [ConnectionPools.Verdict.faulty, .faulty, .sound, .faulty, .faulty] {
            pools.record(verdict, of: "a", in: pool)
        }
        #expect(try pools.pool(for: "a", now: start) === pool)

        pools.record(.unknown, of: "a", in: pool)
        pools.record(.faulty, of: "a", in: pool)
        let second = try pools.pool(for: "a", now: start)
        let third = try pools.pool(for: "a", now: start)
        pools.record(.sound, of: "a", in: third)

        #expect(second !== pool)
        #expect(third !== second)
        #expect(try pools.pool(for: "a", now: start) === third)
    }

    @Test(arguments: [
        (200, ConnectionPools.Verdict.sound), (204, .sound), (400, .sound), (409, .sound), (413, .sound), (422, .sound),
        (429, .sound), (500, .faulty), (502, .faulty), (503, .faulty), (599, .faulty), (301, .faulty), (401, .faulty),
        (404, .faulty), (421, .faulty),
    ])
    func aStatusGivesAVerdictOnTheHost(status: Int, verdict: ConnectionPools.Verdict) {
        #expect(ConnectionPools.Verdict(.success(CurlResponse(status: status))) == verdict)
    }

    @Test func anEndFromOurSideIsNotAFaultOfTheHost() {
        #expect(ConnectionPools.Verdict(.failure(.cancelled)) == .unknown)
        #expect(ConnectionPools.Verdict(.failure(.closed)) == .unknown)
        #expect(ConnectionPools.Verdict(.failure(.tooLarge(host: "a", limit: 1))) == .sound)
        #expect(ConnectionPools.Verdict(.failure(.network(host: "a", reason: "reset"))) == .broken)
    }
}
