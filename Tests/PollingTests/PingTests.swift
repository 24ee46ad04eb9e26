import Configuration
import Ground
import Metering
import Testing

@testable import Polling

struct PingTests {
    private func lines(_ bench: ScriptBench) async throws -> [Ping.Line] {
        var lines: [Ping.Line] = []
        for await answer in try Ping.groups(of: bench.configuration, version: "0") {
            lines += answer.lines
            #expect(answer.isSuccess == answer.lines.allSatisfy { !$0.isFault })
        }
        return lines
    }

    private func lines(_ form: @escaping @Sendable (Timestamp) -> String, _ delay: Duration = .zero) async throws
        -> [String]
    {
        let bench = try ScriptBench { request in
            let start = request.from + delay
            return Body.page(
                Body.object(
                    (0..<24).map { hour in
                        #"{"ps":"\#(form(start + .hours(hour)))","md":"\#(form(start + .hours(hour + 1)))","va":1,"un":"kWh"}"#
                    }))
        }
        return try await lines(bench).map(\.text)
    }

    // MARK: Times

    @Test func theNewestReadingIsShownAsSentAndAsUnderstood() async throws {
        let lines = try await lines { "\($0)" }
        #expect(lines.count == 2)
        #expect(lines[0] == "customer number 100001: 1 metering point, 24 readings")
        #expect(lines[1].contains(" is sent as ") && lines[1].contains("T23:00:00.000Z to "))
    }

    @Test func timesWithoutAZoneGetAHint() async throws {
        let lines = try await lines { "\("\($0)".prefix(19))" }
        #expect(lines.contains { $0.contains("without a zone") && $0.contains("set api.times_without_zone") })
    }

    @Test func aFirstLabelOtherThanTheRequestedStartGetsAHint() async throws {
        let lines = try await lines({ "\($0)" }, .hours(2))
        #expect(lines.contains { $0.hasPrefix("hint: readings were asked for from ") })
    }

    @Test func anEndInTheFutureGetsAHint() async throws {
        let lines = try await lines({ "\($0)" }, .days(2))
        #expect(lines.contains { $0.contains("ends in the future") })
    }

    @Test func aWrongClockIsAFault() async throws {
        let bench = try ScriptBench { request in
            var answer = Body.page(Body.object([Body.reading(request.from, 1)]))
            answer.headers = ["Date: Tue, 20 Oct 2020 12:00:00 GMT"]
            return answer
        }
        let faults = try await lines(bench).filter(\.isFault).map(\.text)
        #expect(faults.count == 1 && faults[0].contains(" s ahead of the API's: set it ("), "\(faults)")
    }

    // MARK: Numbers

    /// Objects of those of the numbers asked for that are known, each with a metering point of its own.
    private static func objects(_ request: ScriptedAPI.Request, _ known: [String: String]) -> [String] {
        request.numbers.compactMap { number in
            known[number].map {
                Body.object([Body.reading(request.from, 1)], customer: number, point: $0)
            }
        }
    }

    @Test func aNumberWithoutReadingsIsNamedAmongOthers() async throws {
        let known = ["100001": "735999000000000015", "100003": "735999000000000039"]
        let bench = try ScriptBench(["100001", "100002", "100003"]) { Body.page(Self.objects($0, known)) }
        let lines = try await lines(bench)
        #expect(lines.contains(Ping.Line("customer number 100001: 1 metering point, 1 reading")))
        #expect(lines.contains(Ping.Line("customer number 100003: 1 metering point, 1 reading")))
        let faults = lines.filter(\.isFault)
        #expect(faults.count == 1)
        #expect(faults.first?.text.hasPrefix("the API returned nothing for customer number 100002: ") == true)
        // All at once, then the one that was not named for a week.
        #expect(bench.api.requests.map(\.numbers) == [["100001", "100002", "100003"], ["100002"]])
        #expect(bench.api.requests[1].to - bench.api.requests[1].from == .days(7))
    }

    @Test func laterPagesAreAskedForToo() async throws {
        let known = Dictionary(
            uniqueKeysWithValues: (1...6).map { ("10000\($0)", "73599900000000001\($0)") })
        let bench = try ScriptBench(known.keys.sorted()) { request in
            let objects = Self.objects(request, known)
            return Body.page(Array(objects.prefix(2)), next: objects.count > 2 ? "2" : "null")
        }
        let lines = try await lines(bench)
        #expect(lines.allSatisfy { !$0.isFault })
        #expect(lines.filter { $0.text.hasPrefix("customer number ") }.count == 6)
        #expect(bench.api.requests.count == 3)
    }

    @Test func eachNumberOfARefusedListIsAskedForAlone() async throws {
        let bench = try ScriptBench(["100001", "100002"]) { request in
            request.numbers.contains("100002")
                ? .message(403, "not yours") : Body.page(Self.objects(request, ["100001": "735999000000000015"]))
        }
        let lines = try await lines(bench)
        #expect(lines.first?.text == "customer number 100001: 1 metering point, 1 reading")
        #expect(lines.filter(\.isFault).map { String($0.text.prefix(23)) } == ["customer number 100002:"])
    }

    @Test func aRefusedKeyIsReportedOnce() async throws {
        let bench = try ScriptBench(["100001", "100002"]) { _ in
            .message(401, "Access denied due to invalid subscription key.")
        }
        let lines = try await lines(bench)
        #expect(lines.count == 1 && lines[0].isFault && lines[0].text.contains("HTTP 401"))
        #expect(bench.api.requests.count == 1)
    }

    @Test func aMeteringPointWithoutReadingsIsNamed() async throws {
        let bench = try ScriptBench { request in
            Body.page(
                request.points.contains(ScriptBench.point) ? [Body.object([Body.reading(request.from, 1)])] : [])
        }
        bench.configuration.customers[0].meteringPoints = [ScriptBench.point, "735999000000000022"]
        let lines = try await lines(bench)
        #expect(lines.contains(Ping.Line("metering point \(ScriptBench.point): 1 reading")))
        #expect(
            lines.filter(\.isFault).map(\.text)
                == [
                    "the API returned nothing for metering point 735999000000000022: compare it with your contract, "
                        + "or remove it"
                ])
    }

    @Test func aValidNumberWithoutAWantedMeterIsReportedWithTheMetersItHas() async throws {
        let bench = try ScriptBench(["100001", "100002"]) { request in
            Body.page(request.points.isEmpty ? Self.objects(request, ["100001": ScriptBench.point]) : [])
        }
        bench.configuration.customers[0].meteringPoints = ["735999000000000022"]
        let faults = try await lines(bench).filter(\.isFault).map(\.text)
        #expect(
            faults == [
                "metering_points of the group leave nothing of customer number 100001, which has \(ScriptBench.point) EL",
                "the API returned nothing for customer number 100002, not even without metering_points: compare it with "
                    + "your contract, and ask Öresundskraft whether the key may see it",
                "metering point 735999000000000022 got nothing, like every customer number of the group",
            ])
    }

    @Test func namesWithoutAMatchAreReported() async throws {
        let bench = try ScriptBench { Body.page([Body.object([Body.reading($0.from, 1)])]) }
        bench.configuration.names = [ScriptBench.point: "Boiler house", "735999000000000022": "School"]
        bench.configuration.facts = ["735999000000000039": GivenFacts(name: "Office")]
        var tariff = Tariff(name: "heat")
        tariff.deliveryCategories = ["EL", "FVJ"]
        bench.configuration.tariffs = [tariff]
        bench.configuration.customers[0].deliveryCategories = ["EL", "FJW"]
        var answers: [Ping.Answer] = []
        for await answer in try Ping.groups(of: bench.configuration, version: "0") { answers.append(answer) }
        let told = bench.configuration.unheard(in: answers)
        #expect(
            told.map { String($0.prefix { $0 != "(" }) } == [
                "names: nothing that answered has 735999000000000022 ",
                "facts: nothing that answered has 735999000000000039 ",
                "tariffs: nothing that answered has FVJ ",
                "delivery_categories of the group \(bench.configuration.customers[0].name): nothing that answered has FJW ",
            ])
    }

    @Test func namesAreNotReportedIfAnAnswerWasIncomplete() async throws {
        let bench = try ScriptBench { Body.page([Body.object([Body.reading($0.from, 1)])], next: "2") }
        bench.configuration.names = ["735999000000000022": "School"]
        var answers: [Ping.Answer] = []
        for await answer in try Ping.groups(of: bench.configuration, version: "0") { answers.append(answer) }
        #expect(answers.map(\.isWhole) == [false])
        #expect(bench.configuration.unheard(in: answers) == [])
    }

    @Test func aParentWithoutMetersIsKnownByItsSubsidiaries() async throws {
        let bench = try ScriptBench(["100001", "100002"]) { request in
            Body.page(
                request.numbers.map { number in
                    Body.object(
                        [Body.reading(request.from, 1)], customer: number == "100001" ? number : "200002",
                        point: number == "100001" ? "735999000000000015" : "735999000000000022")
                })
        }
        bench.configuration.customers[0].subsidiary = true
        let lines = try await lines(bench)
        #expect(lines.allSatisfy { !$0.isFault })
        #expect(lines.contains(Ping.Line("customer number 100002: its subsidiaries' metering points")))
        #expect(lines.contains(Ping.Line("customer number 200002 of a subsidiary: 1 metering point, 1 reading")))
    }

    @Test func invoicedMonthsAreAskedForIfTimeSeriesAreNotPolled() async throws {
        let bench = try ScriptBench { request in
            guard !request.isTimeSeries else { return .message(500, "not asked for") }
            return Body.page(Body.object([Body.invoice(request.from + .days(40), 12)]))
        }
        bench.configuration.timeSeries.enabled = false
        let lines = try await lines(bench)
        #expect(lines == [Ping.Line("customer number 100001: 1 metering point, 1 reading")])
    }
}
