import Foundation
import Ground
import Metering
import Testing

@testable import Configuration

struct GoodConfigurationTests {
    private let environment = ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": "hunter2"]

    @Test func aMinimalFileHasAllDefaults() throws {
        let path = ConfigurationFixtures.path("minimal.yml")
        let (configuration, warnings) = try Configuration.load(path: path, environment: environment)
        var group = Configuration.CustomerGroup(
            numbers: ["100001"], name: "100001", subscriptionKey: Secret("hunter2"),
            subscriptionKeySource: .environment)
        group.resolution = .quarter
        var expected = try Configuration(customers: [group])
        expected.storage.path = ConfigurationFixtures.path("data/readings.sqlite")
        expected.sourcePath = path
        expected.files = configuration.files
        #expect(configuration == expected)
        #expect(warnings.isEmpty)
    }

    @Test func theCommentedFileShowsTheDefaults() throws {
        let folder = try ConfigurationFolder()
        try folder.write("hunter2\n", to: "key")
        let text = try ConfigurationFixtures.example
        let written = text.replacingOccurrences(of: "/etc/oresundskraft-exporter/subscription-key", with: "key")
        let (configuration, warnings) = try folder.load(written, environment: [:])
        var group = Configuration.CustomerGroup(
            numbers: ["100001", "100002"], name: "main", subscriptionKey: Secret("hunter2"),
            subscriptionKeySource: .file("\(folder.path)/key"))
        group.resolution = .quarter
        var expected = try Configuration(customers: [group])
        expected.storage.path = "\(folder.path)/data/readings.sqlite"
        expected.names = ["735999000000000015": "Boiler house"]
        expected.api.isTimesWithoutZoneSet = true
        expected.sourcePath = "\(folder.path)/oresundskraft.yml"
        expected.files = configuration.files
        #expect(configuration == expected)
        #expect(warnings.isEmpty)
    }

    @Test func theCommentedFileNamesEveryKey() throws {
        let text = try ConfigurationFixtures.example
        let keys = ConfigurationReader.sections.flatMap { $0.names }
        // `subscription_key` is in a comment: it cannot be given together with the file.
        for key in keys where key != APIKey.subscriptionKey.rawValue {
            #expect(text.contains("\(key):"), "\(key)")
        }
    }

    @Test func receiversAreReadWithAllTheirKeys() throws {
        let folder = try ConfigurationFolder()
        try folder.write("t0ken\n", to: "token")
        let (configuration, warnings) = try folder.load(
            """
            customers: [{numbers: ["100001"]}]
            remote_write:
              - {url: "http://127.0.0.1:9090/api/v1/write?x=1"}
              - name: mimir
                url: https://mimir.example/api/v1/push
                since: 10d
                settle: 6d
                batch: 500
                external_labels: {site: helsingborg}
                headers: {X-Scope-OrgID: tenant}
                bearer_token_file: token
                timeout: 10s
                proxy_url: http://me:s3cret@proxy.example:3128
                tls_config: {server_name: mimir.internal, insecure_skip_verify: true}
                follow_redirects: false
            """, environment: environment)
        var first = Configuration.RemoteWrite(
            name: "127.0.0.1:9090", url: try ReceiverURL("http://127.0.0.1:9090/api/v1/write?x=1"))
        #expect(configuration.remoteWrite.first == first)
        first = Configuration.RemoteWrite(name: "mimir", url: try ReceiverURL("https://mimir.example/api/v1/push"))
        first.since = .seconds(10 * 86_400)
        first.settle = .seconds(6 * 86_400)
        first.batch = 500
        first.externalLabels = ["site": "helsingborg"]
        first.headers = [.init(name: "X-Scope-OrgID", value: Secret("tenant"))]
        first.credentials = .bearer(tokenFile: "\(folder.path)/token")
        first.timeout = .seconds(10)
        first.proxy = try ProxyURL("http://me:s3cret@proxy.example:3128")
        first.tls.serverName = "mimir.internal"
        first.tls.isVerified = false
        #expect(configuration.remoteWrite.last == first)
        let summary = configuration.summary.joined(separator: "\n")
        #expect(summary.contains("push to mimir"))
        #expect(summary.contains("https://mimir.example/api/v1/push, readings of the last 10d, once they are 6d old"))
        #expect(!summary.contains("tenant") && !summary.contains("x=1") && !summary.contains("s3cret"))
        #expect(summary.contains("by the proxy http://proxy.example:3128, whose certificate is for mimir.internal, "))
        #expect(summary.contains("whose certificate is NOT VERIFIED"))
        #expect(
            warnings.contains { $0.description.contains("insecure_skip_verify: DANGER: nothing checks") },
            "\(warnings)")
    }

    @Test(arguments: [("replica: a", true), ("prometheus_replica: a", true), ("cluster: a", false)])
    func aReplicaLabelAloneIsAWarning(labels: String, isWarned: Bool) throws {
        let (configuration, warnings) = try ConfigurationFolder().load(
            """
            customers: [{numbers: ["100001"]}]
            remote_write: [{url: "http://127.0.0.1/write", external_labels: {\(labels)}}]
            """, environment: environment)
        #expect(configuration.remoteWrite[0].externalLabels.count == 1)
        #expect(warnings.contains { $0.description.contains("make two series of each") } == isWarned, "\(warnings)")
    }

    @Test func twoWaysToAuthenticateAreAFault() throws {
        let folder = try ConfigurationFolder()
        try folder.write("t0ken\n", to: "token")
        let error = try #require(throws: ConfigurationError.self) {
            try folder.load(
                """
                customers: [{numbers: ["100001"]}]
                remote_write:
                  - url: http://127.0.0.1:9090/api/v1/write
                    bearer_token_file: token
                    basic_auth: {username: anna, password_file: token}
                    headers: {authorization: Bearer t0ken}
                """, environment: environment)
        }
        #expect(
            error.description.contains(
                "remote_write[0].basic_auth: is given together with `bearer_token_file` and the header Authorization: keep one of them"
            ), "\(error)")
        #expect(!error.description.contains("t0ken"))
    }

    @Test func theDefaultsAreThoseOfTheReference() throws {
        let configuration = try Configuration(customers: [])
        #expect(configuration.api.url.text == "https://oows.oresundskraft.se/ConsumptionExternal")
        #expect(configuration.api.maxResponseSize == 268_435_456)
        #expect(configuration.api.timeout == .seconds(120))
        #expect(configuration.timeSeries.lookback == .seconds(70 * 86_400))
        #expect(configuration.timeSeries.refetchInterval == .seconds(86_400))
        #expect(configuration.invoiced.pollInterval == .seconds(21_600))
        #expect(configuration.api.timesWithoutZone == .utc && !configuration.api.isTimesWithoutZoneSet)
        #expect(configuration.timeSeries.fullRefetchInterval == .seconds(7 * 86_400))
        #expect(configuration.invoiced.readingDate == .start)
        #expect(configuration.periodClock == .civil)
    }

    @Test func everyKeyIsRead() throws {
        let folder = try ConfigurationFolder()
        try folder.write("-----BEGIN CERTIFICATE-----\n", to: "ca.pem")
        try folder.write("-----BEGIN CERTIFICATE-----\n", to: "cert.pem")
        try folder.write("-----BEGIN PRIVATE KEY-----\n", to: "key.pem")
        try folder.write("hunter3", to: "other-key")
        let (configuration, warnings) = try folder.load(ConfigurationFixtures.text("every-key.yml"), environment: [:])

        #expect(
            configuration.facts == [
                "735999000000000015": GivenFacts(
                    name: "Pannrum", property: "Ängen 1", costCenter: "4711", network: "Helsingborg",
                    labels: ["owner": "school"])
            ])
        #expect(configuration.properties == ["Ängen 1": 1250.5])
        #expect(configuration.periods == [.thisMonth, .lastYear])
        #expect(configuration.families.count == 11)
        let api = configuration.api
        #expect(api.url.text == "http://127.0.0.1:8180/other")
        #expect(api.url.port == 8_180)
        #expect(api.version == "2.10")
        #expect(api.headers.map(\.name) == ["Authorization", "X-Site"])
        #expect(api.headers.map { $0.value.reveal() } == ["Bearer hunter2", "hunter2"])
        #expect(api.tls.caFile == "\(folder.path)/ca.pem")
        #expect(api.tls.certFile == "\(folder.path)/cert.pem")
        #expect(api.tls.keyFile == "\(folder.path)/key.pem")
        #expect(api.proxy?.address.reveal() == "http://me:hunter2@proxy.example:3128")
        #expect(api.listEncoding == .comma)
        #expect(api.timesWithoutZone == .civil && api.isTimesWithoutZoneSet)
        #expect(api.timeout == .seconds(90))
        #expect(api.maxResponseSize == 64 << 20)
        #expect(api.maxConcurrentRequests == 3)
        #expect(api.maxRetries == 0)
        #expect(api.pageSize == 5_000)
        #expect(api.maxWindow == .seconds(31 * 86_400))

        let group = try #require(configuration.customers.first)
        #expect(group.numbers == ["100001", "0123", "0o17", "1_000", "1e5", "1.50", "yes"])
        #expect(group.name == "main")
        #expect(group.resolution == .hour)
        #expect(group.subscriptionKey.reveal() == "0123")
        #expect(group.subscriptionKeySource == .configuration)
        #expect(group.deliveryCategories == ["EL", "Fjärrvärme"])
        #expect(group.meteringPoints == ["735999000000000015"])
        #expect(group.subsidiary)
        #expect(group.timeSeriesFlow)
        let other = try #require(configuration.customers.last)
        #expect(other.name == "100001")
        #expect(other.resolution == .hour)
        #expect(other.subscriptionKey.reveal() == "hunter3")
        #expect(other.subscriptionKeySource == .file("\(folder.path)/other-key"))

        let series = configuration.timeSeries
        #expect(!series.enabled)
        #expect(series.resolution == .hour)
        #expect(series.pollInterval == .seconds(900))
        #expect(series.recent == .seconds(3 * 86_400))
        #expect(series.refetch == .seconds(14 * 86_400))
        #expect(series.refetchInterval == .seconds(43_200))
        #expect(series.fullRefetchInterval == .seconds(14 * 86_400))
        #expect(series.lookback == .seconds(365 * 86_400))
        #expect(series.staleAfter == .seconds(20 * 86_400))
        #expect(!configuration.invoiced.enabled)
        #expect(configuration.invoiced.pollInterval == .seconds(3_600))
        #expect(configuration.invoiced.months == 25)
        #expect(configuration.invoiced.readingDate == .end)
        #expect(configuration.periodClock == .normal)
        #expect(configuration.storage.path == "/var/lib/oresundskraft-exporter/readings.sqlite")
        #expect(configuration.storage.retention == .seconds(730 * 86_400))
        #expect(configuration.calendar == MeteringCalendar(timeZone: "Europe/Helsinki"))
        #expect(configuration.names == ["735999000000000015": "Pannrum Ö"])
        #expect(
            warnings == [
                "oresundskraft.yml:25:15: customers[1].numbers[0]: `100001` is in group `main` too: it is asked for twice",
                "oresundskraft.yml:37:11: invoiced: neither readings nor invoiced months are polled: only what is stored is "
                    + "shown",
                "oresundskraft.yml:45:11: families: leaves out `oresundskraft_billed_power_watts`, and 6 more: the shipped rules "
                    + "watch them, and their alerts never fire",
            ])
    }

    @Test func windowsHaveMinutesAndOneThatCutsAnIntervalIsAWarning() throws {
        let (configuration, warnings) = try ConfigurationFolder().load(
            """
            customers: [{numbers: [100001]}]
            tariffs:
              - {name: quarters, interval: 15m, windows: [{hours: "07:45-11:15"}, {hours: 22:30-05:20}]}
              - {name: hours, windows: [{hours: "07-20"}, {hours: "22:30-24:00"}]}
            """)
        let hours = configuration.tariffs.map { $0.windows.map(\.hours) }
        #expect(hours[0] == [Tariff.Hours(from: 465, to: 675), Tariff.Hours(from: 1350, to: 320)])
        #expect(hours[1] == [Tariff.Hours(from: 420, to: 1200), Tariff.Hours(from: 1350, to: 1440)])
        #expect(
            warnings.map(\.description) == [
                "oresundskraft.yml:3:79: tariffs[0].windows[1].hours: `05:20` is inside an interval of 15m, which counts by its "
                    + "start: it acts as `05:30`",
                "oresundskraft.yml:4:55: tariffs[1].windows[1].hours: `22:30` is inside an interval of 1h, which counts by its "
                    + "start: it acts as `23:00`",
            ])
    }

    @Test func tariffsWithoutAClockUseThatOfPeriods() throws {
        let text = "customers: [{numbers: [100001]}]\ncalendar: normal\n"
        let (configuration, _) = try ConfigurationFolder().load(
            text + "tariffs: [{name: a}, {name: b, clock: civil}, {name: c, microproduction: exclude}]")
        #expect(configuration.periodClock == .normal)
        #expect(configuration.tariffs.map(\.clock) == [.normal, .civil, .normal])
        #expect(configuration.tariffs.map(\.microproduction) == [.exclude, .exclude, .exclude])
        #expect(configuration.tariffs.map(\.namesMicroproduction) == [false, false, true])
        let (hourly, _) = try ConfigurationFolder().load(text)
        #expect(hourly.effectiveTariffs.map(\.clock) == [.normal])
        #expect(hourly.effectiveTariffs.map(\.microproduction) == [.include])
    }

    @Test func periodsAndTariffsOfWhichNothingIsShownAreNotComputed() throws {
        let folder = try ConfigurationFolder()
        func rules(_ families: String) throws -> DigestRules {
            try folder.load("customers: [{numbers: [100001]}]\nfamilies: \(families)\n").configuration.dayRules
        }
        let none = try rules("[readings, invoices]")
        #expect(none.periods.isEmpty && none.tariffs.isEmpty)
        let some = try rules("[oresundskraft_period_value, oresundskraft_power_charge]")
        #expect(some.periods.count == 11 && some.tariffs.map(\.name) == ["hourly"])
    }

    @Test func aliasesStandForWhatTheyName() throws {
        let (configuration, _) = try Configuration.load(
            path: ConfigurationFixtures.path("aliases.yml"), environment: environment)
        let groups = configuration.customers
        #expect(groups.map(\.name) == ["first", "second * not an alias", "*third"])
        #expect(groups.map(\.numbers) == [["100001"], ["100002"], ["100003"]])
        #expect(groups.map(\.resolution) == [.hour, .hour, .quarter])
        #expect(groups.map(\.deliveryCategories) == [["EL"], [], ["EL"]])
        #expect(
            configuration.tariffs.map(\.price) == [
                Tariff.Price(amount: 45, currency: "SEK"), Tariff.Price(amount: 45, currency: "SEK"),
            ])
    }

    @Test func emptyTextTakesTheDefaultWhereThatIsEmpty() throws {
        let (configuration, _) = try ConfigurationFolder().load(
            """
            api: {version: "", proxy: "", subscription_key_file: "", headers: , tls: {ca_file: ""}}
            customers: [{numbers: [100001], subscription_key_file: "", metering_points: , delivery_categories: []}]
            names:
            """)
        #expect(configuration.api.version == nil)
        #expect(configuration.api.proxy == nil)
        #expect(configuration.api.tls.caFile == nil)
        #expect(configuration.customers[0].subscriptionKeySource == .environment)
    }

    @Test func aFileWithByteOrderMarkAndWindowsLinesIsRead() throws {
        let (configuration, _) = try ConfigurationFolder().load(
            "\u{FEFF}customers:\r\n  - numbers: [100001]\r\n    name: Öresund\r\n")
        #expect(configuration.customers.map(\.name) == ["Öresund"])
    }

    @Test func relativePathsAreRelativeToTheFileEvenIfItsOwnPathIs() throws {
        let folder = try ConfigurationFolder()
        let file = try folder.write("customers: [{numbers: [100001]}]\nstorage: {path: ./a/b.sqlite}\n", to: "c.yml")
        let working = FileManager.default.currentDirectoryPath
        let up = working.split(separator: "/").map { _ in ".." }.joined(separator: "/")
        let (configuration, _) = try Configuration.load(path: up + file, environment: environment)
        #expect(configuration.storage.path == "\(working)/\(up)\(folder.path)/a/b.sqlite")
    }
}
