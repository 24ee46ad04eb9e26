import Foundation
import TestSupport
import Testing

@testable import Configuration

/// Configurations that are right in form, and hardly what anybody wants.
struct ConfigurationWarningTests {
    private func warnings(_ text: String) throws -> [String] { try ConfigurationFolder().load(text).warnings }

    private static let customers = "customers: [{numbers: [\"100001\"]}]\n"

    @Test func readingsThatCountAsStaleWhenTheyComeAreToldOf() throws {
        #expect(
            try warnings(Self.customers + "time_series: {stale_after: 1d}") == [
                "oresundskraft.yml:2:28: time_series.stale_after: readings come a day or two late, so the newest ones would "
                    + "mostly not be shown: give more than 3d"
            ])
        #expect(try warnings(Self.customers + "time_series: {stale_after: 4d}") == [])
    }

    @Test func aConfigurationThatPollsNothingSaysSo() throws {
        #expect(
            try warnings(Self.customers + "time_series: {enabled: false}\ninvoiced: {enabled: false}") == [
                "oresundskraft.yml:3:11: invoiced: neither readings nor invoiced months are polled: only what is stored is shown"
            ])
        #expect(try warnings(Self.customers + "invoiced: {enabled: false}") == [])
    }

    @Test func aNumberWithZerosInFrontIsTheSameCustomer() throws {
        #expect(
            try warnings("customers: [{numbers: [\"100001\"]}, {numbers: [\"0100001\"], name: b}]") == [
                "oresundskraft.yml:1:47: customers[1].numbers[0]: `0100001` is in group `100001` too: it is asked for twice"
            ])
        #expect(
            try ConfigurationFolder().faults("customers: [{numbers: [\"100001\", \"0100001\"]}]").contains(
                "`0100001` is given twice in this group"))
    }

    @Test(arguments: [
        ("price: {amount: 45, currency: SEK}", true),
        ("windows: [{hours: \"07-20\", price: {amount: 45, currency: SEK}}]", true),
        ("price: {amount: 45, currency: SEK}, delivery_categories: [EL]", false),
        ("price: {amount: 45, currency: SEK}, metering_points: [\"735999000000000015\"]", false), ("peaks: 3", false),
    ])
    func aPriceWithoutACategoryIsToldOf(keys: String, isWarned: Bool) throws {
        let text = Self.customers + "tariffs: [{name: a, \(keys)}]"
        #expect(
            try warnings(text)
                == (isWarned
                    ? [
                        "oresundskraft.yml:2:11: tariffs[0]: bills every delivery category, heat as well as electricity: say "
                            + "which in `delivery_categories`, such as [EL]"
                    ] : []))
        let narrow = text.replacing("[\"100001\"]}", with: "[\"100001\"], delivery_categories: [EL]}")
        #expect(try warnings(narrow) == [])
    }

    @Test func familiesThatTheShippedRulesWatchAreMissed() throws {
        #expect(
            try warnings(Self.customers + "families: [readings, periods]") == [
                "oresundskraft.yml:2:11: families: leaves out `oresundskraft_billed_power_watts`, and 3 more: the shipped "
                    + "rules watch them, and their alerts never fire"
            ])
        #expect(try warnings(Self.customers + "families: [readings, periods, tariffs]") == [])
    }

    @Test func theRulesWatchTheFamiliesThatTheWarningKnows() throws {
        let rules = RepositoryPaths.root.appending(path: "deploy/prometheus/rules")
        let files = try FileManager.default.contentsOfDirectory(at: rules, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yml" }
        #expect(!files.isEmpty)
        let names = try files.flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: /\boresundskraft_[a-z_]+\b/).map {
                String($0.output)
            }
        }
        #expect(Set(names).intersection(FamilyGroup.allNames) == FamilyGroup.watchedByRules)
    }
}
