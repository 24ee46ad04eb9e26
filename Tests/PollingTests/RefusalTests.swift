import Configuration
import EnergyAPI
import Ground
import Metering
import ReadingStore
import TestBench
import Testing

@testable import Polling

/// Refusals of a part of a list, which cost only that part.
struct RefusalTests {
    private static let refusal = ScriptedAPI.Answer.message(403, "No access to customer 100003")
    private static let nothing = ScriptedAPI.Answer.message(404, "No consumption found for the period")

    /// Answers with hours for each number, each with a point of its own, up to yesterday.
    private static func hours(_ request: ScriptedAPI.Request, until end: Timestamp = today - .days(1))
        -> ScriptedAPI.Answer
    {
        Body.page(
            request.numbers.map { number in
                Body.object(
                    Body.hours(request.window, until: end), customer: number, point: "735999000000\(number)")
            })
    }

    private static let today = Timestamp(utcYear: 2026, month: 10, day: 20)

    @Test func aRefusedNumberDoesNotCostTheOthers() async throws {
        let bench = try ScriptBench(["100001", "100002", "100003", "100004"]) { request in
            request.numbers.contains("100003") ? Self.refusal : Self.hours(request)
        }
        let outcome = await bench.poll()
        #expect(!outcome.isSuccess && outcome.groups[0].errors.isEmpty)
        #expect(outcome.groups[0].refused == [RefusedNumber(customerNumber: "100003")])
        #expect(outcome.results == [.ok])
        #expect(outcome.findings[.refused] == 1)
        #expect(outcome.groups[0].known.counts.map(\.count) == [1, 1, 0, 1])
        let points = try await bench.store.readings.meteringPoints(ofGroup: "main")
        #expect(points.count == 3)
        let lines = bench.sink.lines.filter { $0.contains("customer_number=100003") }
        #expect(lines.count == 1)
        // The whole, two halves, the two of the second half; then each of three windows without it.
        #expect(bench.api.requests.count { $0.numbers.contains("100003") } <= 4)
        let second = await bench.poll()
        #expect(bench.api.requests.allSatisfy { !$0.numbers.contains("100003") })
        #expect(!second.isSuccess && second.groups[0].refused == outcome.groups[0].refused)
        #expect(bench.sink.lines.filter { $0.contains("customer_number=100003") }.count == 1)
    }

    /// Parts are asked for of a list whose single day is too large to hold; refused numbers in it are still found.
    @Test func aListWhoseDayIsTooLargeIsAskedForInParts() async throws {
        let numbers = ["100001", "100002", "100003", "100004"]
        let bench = try ScriptBench(numbers) { request in
            if request.numbers.count > 2 {
                var answer = Self.hours(request)
                answer.body += String(repeating: " ", count: AnswerLimit.bytes)
                return answer
            }
            return request.numbers.contains("100003") ? Self.refusal : Self.hours(request)
        }
        let outcome = await bench.poll()
        #expect(outcome.groups[0].errors.isEmpty)
        #expect(outcome.groups[0].refused == [RefusedNumber(customerNumber: "100003")])
        #expect(outcome.groups[0].known.counts.map(\.count) == [1, 1, 0, 1])
        #expect(outcome.results == [.ok])
        // A week, halves of it down to a day, and that no more.
        #expect(bench.api.requests.count { $0.numbers.count > 2 } <= 8)
        // Three are left, which turn out to be too many too.
        for expected in [1, 0] {
            bench.now = bench.now + .hours(1)
            let next = await bench.poll()
            #expect(next.groups[0].errors.isEmpty)
            #expect(bench.api.requests.count { $0.numbers.count > 2 } == expected)
        }
    }

    @Test func marksAreSetForTheRest() async throws {
        let bench = try ScriptBench(["100001", "100003"]) { request in
            request.numbers.contains("100003") ? Self.refusal : Self.hours(request)
        }
        _ = await bench.poll()
        bench.now = bench.now + .hours(1)
        _ = await bench.poll()
        // Neither the corrections nor the lookback are asked for once more.
        #expect(bench.api.requests.map(\.from) == [bench.day(2)])
    }

    @Test func aRefusedNumberIsProbedDailyAndReadFromTheStartOnceAllowed() async throws {
        let isLetIn = Flag()
        let bench = try ScriptBench(["100001", "100003"]) { request in
            request.numbers.contains("100003") && !isLetIn.isSet ? Self.refusal : Self.hours(request, until: Self.today)
        }
        _ = await bench.poll()
        var asked = 0
        for _ in 0..<8 {
            bench.now = bench.now + .hours(3)
            _ = await bench.poll()
            asked += bench.api.requests.count { $0.numbers.contains("100003") }
        }
        #expect(asked == 1)
        isLetIn.set()
        bench.now = bench.now + .hours(25)
        #expect(await bench.poll().isSuccess)
        bench.now = bench.now + .hours(1)
        #expect(await bench.poll().isSuccess)
        let past = bench.api.requests.filter { $0.numbers == ["100003"] }
        #expect(past.map(\.from).min() == bench.day(20))
        #expect(await bench.poll().groups[0].known.counts.map(\.count) == [1, 1])
        #expect(bench.api.requests.count == 1)
    }

    @Test func aReloadAsksForRefusedNumbersAgain() async throws {
        let bench = try ScriptBench(["100001", "100003"]) { request in
            request.numbers.contains("100003") ? Self.refusal : Self.hours(request)
        }
        _ = await bench.poll()
        bench.reload()
        let outcome = await bench.poll()
        #expect(outcome.groups[0].refused.count == 1)
        #expect(bench.api.requests.contains { $0.numbers == ["100001", "100003"] })
        // Windows already answered for the others are not asked for again.
        #expect(bench.api.requests.filter { $0.numbers.contains("100001") }.allSatisfy { $0.from == bench.day(2) })
    }

    @Test(arguments: [400, 403, 404])
    func aListRefusedInBothHalvesIsNotAskedForAgainInThisPoll(_ status: Int) async throws {
        let bench = try ScriptBench(["100001", "100002", "100003", "100004"]) { _ in
            ScriptedAPI.Answer.message(status, "Refused")
        }
        bench.configuration.api.maxConcurrentRequests = 1
        let outcome = await bench.poll()
        // 404 could mean that there is nothing, until all windows have been asked for.
        #expect(bench.api.requests.count == (status == 404 ? 5 : 3))
        #expect(outcome.groups[0].refused.isEmpty && outcome.groups[0].errors.count == 1)
        #expect(outcome.results == [status == 403 ? .unauthorized : .clientError])
    }

    @Test func aListOfOneNumberCannotBeHalved() async throws {
        let bench = try ScriptBench { _ in Self.refusal }
        bench.configuration.api.maxConcurrentRequests = 1
        for _ in 0..<2 {
            let outcome = await bench.poll()
            #expect(bench.api.requests.count == 1)
            #expect(outcome.results == [.unauthorized] && outcome.groups[0].errors.count == 1)
            #expect(outcome.groups[0].refused == [RefusedNumber(customerNumber: "100001")])
        }
    }

    @Test func aRefusedMeteringPointIsFoundEvenWithSeveralNumbers() async throws {
        let good = "735999000000000015"
        let bad = "735999000000000022"
        for numbers in [["100001"], ["100001", "100002"]] {
            let bench = try ScriptBench(numbers) { request in
                request.points.contains(bad)
                    ? .message(400, "Unknown metering point")
                    : Body.page(Body.object(Body.hours(request.window, until: Self.today)))
            }
            bench.configuration.customers[0].meteringPoints = [good, bad]
            let outcome = await bench.poll()
            #expect(
                outcome.groups[0].refused == [
                    RefusedNumber(
                        customerNumber: numbers.count == 1 ? numbers[0] : "", meteringPoint: bad)
                ])
            #expect(try await !bench.stored().isEmpty)
            _ = await bench.poll()
            #expect(bench.api.requests.map(\.points) == [[good]])
        }
    }

    @Test func aNumberRefusedForOnePointIsAskedForItsOtherPoints() async throws {
        let points = ["735999000000000015", "735999000000000022"]
        let bench = try ScriptBench(["100001", "100002"]) { request in
            request.numbers.contains("100002") && request.points.contains(points[1])
                ? .message(403, "No access") : Body.page(Body.object(Body.hours(request.window, until: Self.today)))
        }
        bench.configuration.customers[0].meteringPoints = points
        let outcome = await bench.poll()
        #expect(
            outcome.groups[0].refused == [RefusedNumber(customerNumber: "100002", meteringPoint: points[1])])
        _ = await bench.poll()
        #expect(
            bench.api.requests.map { [$0.numbers, $0.points] }.sorted { $0[0][0] < $1[0][0] } == [
                [["100001"], points], [["100002"], [points[0]]],
            ])
    }

    @Test func notFoundBeforeTheContractIsAnEmptyPage() async throws {
        let began = Self.today - .days(9)
        let bench = try ScriptBench(["100001", "100002"]) { request in
            request.to <= began ? Self.nothing : Self.hours(request)
        }
        let outcome = await bench.poll()
        #expect(outcome.isSuccess && outcome.results == [.ok], "\(outcome.groups[0].errors)")
        #expect(bench.api.requests.allSatisfy { $0.numbers.count == 2 })
        // The days count as answered.
        bench.now = bench.now + .hours(25)
        _ = await bench.poll()
        #expect(bench.api.requests.map(\.from).min() ?? bench.now > bench.day(20))
    }

    @Test func notFoundInAllWindowsIsEmptyIfAnEarlierPollGotAnAnswer() async throws {
        let isOver = Flag()
        let bench = try ScriptBench(["100001", "100002"]) { request in
            isOver.isSet ? Self.nothing : Self.hours(request)
        }
        #expect(await bench.poll().isSuccess)
        isOver.set()
        bench.reload()
        let outcome = await bench.poll()
        #expect(outcome.isSuccess && bench.api.requests.count == 1)
    }

    @Test func notFoundFromTheGatewayIsAFailureEvenAfterAnswers() async throws {
        let isOver = Flag()
        let bench = try ScriptBench { request in
            isOver.isSet ? ScriptedAPI.Answer(status: 404, body: "<html>404</html>") : Self.hours(request)
        }
        #expect(await bench.poll().isSuccess)
        isOver.set()
        #expect(await !bench.poll().isSuccess)
    }

    @Test func aRefusedWindowCostsOnlyItselfIfTheListIsAnswered() async throws {
        let bad = Self.today - .days(9)
        let bench = try ScriptBench(["100001", "100002"]) { request in
            request.window.contains(bad) ? .message(400, "fromDate") : Self.hours(request)
        }
        bench.configuration.api.maxConcurrentRequests = 1
        let outcome = await bench.poll()
        #expect(outcome.groups[0].refused.isEmpty && outcome.groups[0].errors.count == 1)
        let stored = Set(bench.api.requests.filter { !$0.window.contains(bad) }.map(\.from))
        #expect(stored.count == 2)
    }

    @Test func halvingCostsNoRetry() async throws {
        let bench = try ScriptBench(["100001", "100002", "100003", "100004"]) { request in
            request.numbers.contains("100003") ? Self.refusal : Self.hours(request)
        }
        bench.configuration.api.maxRetries = 0
        #expect(await bench.poll().groups[0].errors.isEmpty)
    }

    @Test func aRefusedKeyIsNotHalved() async throws {
        let bench = try ScriptBench(["100001", "100002"]) { _ in .message(401, "Access denied") }
        bench.configuration.api.maxConcurrentRequests = 1
        let outcome = await bench.poll()
        #expect(bench.api.requests.count == 1)
        #expect(outcome.results == [.unauthorized] && outcome.groups[0].errors.count == 1)
    }

    @Test func anExhaustedQuotaIsNeitherHalvedNorARefusedKey() async throws {
        let bench = try ScriptBench(["100001", "100002"]) { _ in
            .message(403, "Out of call volume quota.", headers: ["Retry-After: 7800"])
        }
        bench.configuration.api.maxConcurrentRequests = 1
        let outcome = await bench.poll()
        #expect(bench.api.requests.count == 1)
        #expect(outcome.results == [.rateLimited] && outcome.groups[0].refused.isEmpty)
    }

    @Test func invoicesOfTheOtherNumbersAreStored() async throws {
        let bench = try ScriptBench(["100001", "100003"]) { request in
            request.numbers.contains("100003")
                ? Self.refusal : Body.page(Body.object([Body.invoice(Self.today - .days(30), 500)]))
        }
        let outcome = await bench.poll(.invoiced)
        #expect(outcome.counts.stored.new == 1)
        #expect(outcome.groups[0].refused == [RefusedNumber(customerNumber: "100003")])
    }
}
