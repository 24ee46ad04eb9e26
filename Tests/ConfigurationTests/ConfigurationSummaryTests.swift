import Testing

@testable import Configuration

struct ConfigurationSummaryTests {
    @Test func theSummarySaysWhatTheExporterWouldDo() throws {
        let folder = try ConfigurationFolder()
        let (configuration, _) = try folder.load("customers: [{numbers: [100001, 100002], name: main}]\n")
        #expect(
            configuration.summary.map(folder.shown) == [
                """
                api          https://oows.oresundskraft.se/ConsumptionExternal, version 2.5, at most 2 requests at a time, \
                windows of 7d, no page size
                """,
                """
                group main   2 customer numbers, quarter values, all delivery categories, all metering points, \
                key from environment variable ORESUNDSKRAFT_SUBSCRIPTION_KEY
                """,
                """
                time series  every 1h the last 2d, every 1d the last 10d, within 7d all of the last 70d and its gaps, \
                stale after 10d
                """,
                "invoiced     every 6h, the newest 13 months",
                "store        data/readings.sqlite, keeps all",
                "time zone    Europe/Stockholm",
                "tariffs      none: hourly, the highest hour of each month",
                "names        none",
            ])
    }

    @Test func theSummaryNamesFactsAndWhatIsLeftOut() throws {
        let (configuration, _) = try ConfigurationFolder().load(
            """
            customers: [{numbers: [100001]}]
            facts: {"735999000000000015": {name: Pannrum}}
            properties: {Ängen 1: {area: 1250}, Ängen 2: {area: 90}}
            periods: [this_year, today]
            families: [readings, invoices, periods, oresundskraft_power_charge]
            """)
        #expect(
            configuration.summary.suffix(4) == [
                "facts         1 metering point", "properties    2 with areas", "periods       today this_year",
                "families      without oresundskraft_billed_power_watts oresundskraft_peak_power_timestamp_seconds "
                    + "oresundskraft_peak_power_watts",
            ])
    }

    @Test func theSummaryShowsNoSecretOfAnyKey() throws {
        let folder = try ConfigurationFolder()
        for name in ["ca.pem", "cert.pem"] { try folder.write("-----BEGIN CERTIFICATE-----\n", to: name) }
        try folder.write("-----BEGIN PRIVATE KEY-----\n", to: "key.pem")
        try folder.write("hunter3", to: "other-key")
        let (configuration, _) = try folder.load(ConfigurationFixtures.text("every-key.yml"), environment: [:])
        var shown =
            configuration.summary.joined(separator: "\n") + "\(configuration)" + String(reflecting: configuration)
        dump(configuration, to: &shown)
        #expect(!shown.contains("hunter"))
        #expect(configuration.summary.contains { $0.contains("through proxy http://proxy.example:3128") })
        #expect(configuration.summary.contains { $0.hasSuffix("not polled") })
    }

    @Test func theSummaryNamesClocksAndDatesOtherThanTheDefault() throws {
        let (configuration, _) = try ConfigurationFolder().load(
            """
            api: {times_without_zone: normal}
            customers: [{numbers: [100001]}]
            invoiced: {reading_date: end}
            calendar: normal
            """)
        let summary = configuration.summary
        #expect(summary[0].contains("times without a zone are normal time (UTC+1)"))
        #expect(summary.contains { $0.hasSuffix("the newest 13 months, dated by their ends") })
        #expect(summary.contains { $0.hasSuffix("Europe/Stockholm, sums and tariffs by normal time") })
    }
}
