import Configuration
import EnergyAPI
import Foundation
import Ground
import Metering
import ReadingStore
import Simulator
import TestBench
import Testing

@testable import Polling

/// Invoiced months from the simulated API to what a scrape shows.
struct InvoicedPollingTests {
    private let november = Timestamp(utcYear: 2026, month: 11, day: 24) + .hours(12)

    private func shown(_ bench: PollBench) -> [String: Double] {
        let lines = bench.scrape().split(separator: "\n").filter { $0.hasPrefix("oresundskraft_invoiced_value{") }
        return Dictionary(
            uniqueKeysWithValues: lines.compactMap { line in
                guard
                    let match = line.firstMatch(
                        of: /metering_point="(\d+)",microproduction="(\w+)",month="([\d-]+)",unit="(\w+)"} (\S+)/),
                    let value = Double(match.5)
                else { return nil }
                return ("\(match.1) \(match.2) \(match.3) \(match.4)", value)
            })
    }

    /// Returns the utility's present values, month by month, with the parts of each added.
    private func expected(_ bench: PollBench, from: String) -> [String: Double] {
        var sums: [String: Double] = [:]
        for object in bench.server.utility.objects {
            for invoice in bench.server.utility.invoices(
                of: object, from: 0, to: bench.now.milliseconds, visibleAt: bench.now.milliseconds)
            {
                // Dates are midnights UTC, so the civil month is that of the date.
                let month = String(Timestamp(milliseconds: invoice.date).description.prefix(7))
                guard month >= from, let value = invoice.value else { continue }
                sums["\(object.meteringPoint) \(object.microproduction) \(month) \(invoice.unit)", default: 0] += value
            }
        }
        return sums
    }

    private func expectEqual(_ shown: [String: Double], _ expected: [String: Double]) {
        #expect(shown.keys.sorted() == expected.keys.sorted())
        for (key, value) in expected { #expect(abs((shown[key] ?? 0) - value) < 1e-6, "\(key)") }
    }

    @Test func thirteenMonthsAreShownAsInvoiced() async throws {
        let bench = try await PollBench(now: november) { $0.utility.meteringPoints = 12 }
        let outcome = try await bench.pollInvoiced()
        #expect(outcome.isSuccess, "\(outcome.groups.map(\.errors))")
        #expect(outcome.counts.missing > 0 || outcome.counts.stored.new > 100)
        let expected = expected(bench, from: "2025-10")
        #expect(expected.count > 100 && !expected.keys.contains { $0.contains("2026-11") })
        expectEqual(shown(bench), expected)
        // The building's name comes with invoices only.
        #expect(bench.scrape().contains("property=\"District heating\""))
        let scrape = bench.scrape()
        #expect(scrape.contains("\noresundskraft_up{endpoint=\"invoiced\"} 1\n"))
        #expect(scrape.contains("\noresundskraft_invoiced_max_effect{"))
        #expect(scrape.contains("\noresundskraft_invoiced_status_info{"))
        await bench.end()
    }

    @Test func lateAndCorrectedInvoicesAreStored() async throws {
        let bench = try await PollBench(now: Timestamp(utcYear: 2026, month: 11, day: 2)) {
            $0.utility.meteringPoints = 12
            $0.utility.irregularities = Irregularities(estimated: 0.5)
        }
        _ = try await bench.pollInvoiced()
        var corrected = 0
        var new = 0
        for _ in 0..<12 {
            bench.now = bench.now + .days(5)
            let outcome = try await bench.pollInvoiced()
            corrected += outcome.counts.stored.corrected
            new += outcome.counts.stored.new
        }
        #expect(corrected > 0 && new > 0)
        // Of the newest months; older ones were settled before.
        expectEqual(shown(bench), expected(bench, from: "2025-12"))
        #expect(
            bench.scrape().contains(
                "oresundskraft_readings_total{endpoint=\"invoiced\",result=\"corrected\"} \(corrected)"))
        await bench.end()
    }

    @Test func oneEndpointFailsWithoutTheOther() async throws {
        let bench = try await PollBench(now: november) {
            $0.faults = (try? [FaultRule(parsingFault: "429:1:endpoint=invoiced,retry-after=3600")]) ?? []
        }
        let invoiced = try await bench.pollInvoiced()
        let series = try await bench.poll()
        #expect(!invoiced.isSuccess && series.isSuccess)
        let scrape = bench.scrape()
        #expect(scrape.contains("\noresundskraft_up{endpoint=\"invoiced\"} 0\n"))
        #expect(scrape.contains("\noresundskraft_up{endpoint=\"timeseries\"} 1\n"))
        #expect(scrape.contains("\noresundskraft_last_poll_result{endpoint=\"invoiced\",result=\"rate_limited\"} 1\n"))
        #expect(
            scrape.contains("\noresundskraft_last_poll_result{endpoint=\"timeseries\",result=\"rate_limited\"} 0\n"))
        #expect(shown(bench).isEmpty)
        await bench.end()
    }

    @Test func onlyTheGroupsMeteringPointsAreTaken() async throws {
        let bench = try await PollBench(now: november)
        let point = try #require(bench.server.utility.objects.first?.meteringPoint)
        var group = bench.group()
        group.meteringPoints = [point]
        _ = try await bench.pollInvoiced([group])
        #expect(!shown(bench).isEmpty && shown(bench).keys.allSatisfy { $0.hasPrefix(point) })
        await bench.end()
    }

    @Test func twoGroupsWithTheSameInvoicesDoNotAlternate() async throws {
        let bench = try await PollBench(now: november)
        let groups = [bench.group("first"), bench.group("second")]
        let first = try await bench.pollInvoiced(groups)
        let second = try await bench.pollInvoiced(groups)
        #expect(first.groups[1].counts.stored.new == 0)
        #expect(first.groups[1].counts.rejected[.duplicate] == first.groups[0].counts.stored.new)
        #expect(second.counts.stored.corrected == 0 && second.counts.stored.new == 0)
        await bench.end()
    }
}
