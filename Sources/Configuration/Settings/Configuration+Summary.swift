import Metering

extension Configuration {
    /// The settings in lines for people, without secrets, as `check-config` prints them.
    package var summary: [String] {
        let entries =
            [("api", apiSummary)] + customers.map { ("group \($0.name)", Self.summary(of: $0)) } + [
                ("time series", timeSeriesSummary), ("invoiced", invoicedSummary), ("store", storeSummary),
                ("time zone", calendar.timeZone + (periodClock == .normal ? ", sums and tariffs by normal time" : "")),
            ] + tariffSummaries + remoteWrite.map { ("push to \($0.name)", Self.summary(of: $0)) } + [
                ("names", names.isEmpty ? "none" : Self.count(names.count, "metering point"))
            ] + factsSummaries
        let width = min(24, entries.map(\.0.count).max() ?? 0)
        return entries.map { name, text in
            "\(name)\(String(repeating: " ", count: max(0, width - name.count)))  \(text)"
        }
    }

    private var apiSummary: String {
        var parts = [api.url.text, api.version.map { "version \($0)" } ?? "no version header"]
        if let proxy = api.proxy { parts.append("through proxy \(proxy.shown)") }
        if api.tls.caFile != nil { parts.append("own certificate authorities") }
        if api.tls.certFile != nil { parts.append("client certificate") }
        if !api.headers.isEmpty { parts.append(Self.count(api.headers.count, "further header")) }
        if api.isTimesWithoutZoneSet {
            let clock =
                switch api.timesWithoutZone {
                case .utc: "UTC"
                case .normal: "normal time (UTC+1)"
                case .civil: calendar.timeZone
                }
            parts.append("times without a zone are \(clock)")
        }
        parts.append("at most \(Self.count(api.maxConcurrentRequests, "request")) at a time")
        parts.append("windows of \(DurationText.format(api.maxWindow))")
        parts.append(api.pageSize == 0 ? "no page size" : "pages of \(api.pageSize)")
        return parts.joined(separator: ", ")
    }

    private static func summary(of group: CustomerGroup) -> String {
        var parts = [count(group.numbers.count, "customer number"), "\(group.resolution.rawValue) values"]
        parts.append(
            group.deliveryCategories.isEmpty
                ? "all delivery categories" : "delivery categories \(group.deliveryCategories.joined(separator: " "))")
        parts.append(
            group.meteringPoints.isEmpty
                ? "all metering points" : "\(count(group.meteringPoints.count, "metering point"))")
        if group.subsidiary { parts.append("with subsidiaries") }
        if group.timeSeriesFlow { parts.append("with flow") }
        parts.append("key from \(group.subscriptionKeySource)")
        return parts.joined(separator: ", ")
    }

    private var timeSeriesSummary: String {
        guard timeSeries.enabled else { return "not polled" }
        let format = DurationText.format
        return """
            every \(format(timeSeries.pollInterval)) the last \(format(timeSeries.recent)), \
            every \(format(timeSeries.refetchInterval)) the last \(format(timeSeries.refetch)), \
            within \(format(timeSeries.fullRefetchInterval)) all of the last \(format(timeSeries.lookback)) and its gaps, stale after \(format(timeSeries.staleAfter))
            """
    }

    private var invoicedSummary: String {
        guard invoiced.enabled else { return "not polled" }
        let dating = invoiced.readingDate == .end ? ", dated by their ends" : ""
        return
            "every \(DurationText.format(invoiced.pollInterval)), the newest \(Self.count(invoiced.months, "month"))\(dating)"
    }

    /// Facts and properties if there are any, and the periods and families if some are left out.
    private var factsSummaries: [(String, String)] {
        var entries: [(String, String)] = []
        if !facts.isEmpty { entries.append(("facts", Self.count(facts.count, "metering point"))) }
        if !properties.isEmpty {
            entries.append(("properties", "\(properties.count) with \(properties.count == 1 ? "an area" : "areas")"))
        }
        let shown = Period.allCases.filter(periods.contains).map(\.rawValue)
        if shown.count < Period.allCases.count {
            entries.append(("periods", shown.isEmpty ? "none" : shown.joined(separator: " ")))
        }
        let hidden = FamilyGroup.allNames.subtracting(families).sorted()
        if !hidden.isEmpty { entries.append(("families", "without \(hidden.joined(separator: " "))")) }
        return entries
    }

    private var tariffSummaries: [(String, String)] {
        guard !tariffs.isEmpty else { return [("tariffs", "none: hourly, the highest hour of each month")] }
        return tariffs.map { ("tariff \($0.name)", Self.summary(of: $0)) }
    }

    private static func summary(of tariff: Tariff) -> String {
        var parts = [
            tariff.peaks == 1
                ? "the highest \(tariff.interval.rawValue)"
                : "mean of \(tariff.peaks) peaks of \(tariff.interval.rawValue)"
        ]
        if tariff.distinctDays, tariff.peaks > 1 { parts.append("on different days") }
        parts.append("of a \(tariff.billingPeriod.rawValue.replacing("_", with: " "))")
        if tariff.clock == .normal { parts.append("by normal time") }
        if !tariff.deliveryCategories.isEmpty {
            parts.append("of \(tariff.deliveryCategories.joined(separator: " "))")
        }
        if !tariff.meteringPoints.isEmpty { parts.append("of \(count(tariff.meteringPoints.count, "metering point"))") }
        if !tariff.windows.isEmpty { parts.append("in \(count(tariff.windows.count, "window"))") }
        switch tariff.microproduction {
        case .include: break
        case .exclude: parts.append("without energy fed in")
        case .only: parts.append("of energy fed in")
        }
        let prices = ([tariff.price] + tariff.windows.map(\.price)).compactMap { $0 }
        if !prices.isEmpty {
            let amounts = Set(prices.map(\.amount)).sorted().map { "\($0)" }.joined(separator: " or ")
            parts.append("at \(amounts) \(prices[0].currency) a kW")
        }
        return parts.joined(separator: " ")
    }

    private static func summary(of receiver: RemoteWrite) -> String {
        var parts = [receiver.url.shown, "readings of the last \(DurationText.format(receiver.since))"]
        if receiver.settle > .zero { parts.append("once they are \(DurationText.format(receiver.settle)) old") }
        if !receiver.externalLabels.isEmpty {
            let labels = receiver.externalLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            parts.append("with \(labels.joined(separator: " "))")
        }
        switch receiver.credentials {
        case .none: break
        case .basic(let username, _): parts.append("as user \(username)")
        case .bearer(let file): parts.append("with the token of \(file)")
        }
        if !receiver.headers.isEmpty { parts.append(count(receiver.headers.count, "further header")) }
        if receiver.protobufMessage != .auto { parts.append("as \(receiver.protobufMessage.rawValue)") }
        if let proxy = receiver.proxy { parts.append("by the proxy \(proxy.shown)") }
        if let name = receiver.tls.serverName { parts.append("whose certificate is for \(name)") }
        if !receiver.tls.isVerified { parts.append("whose certificate is NOT VERIFIED") }
        return parts.joined(separator: ", ")
    }

    private var storeSummary: String {
        let kept = storage.retention == .zero ? "keeps all" : "keeps \(DurationText.format(storage.retention))"
        return "\(storage.path), \(kept)"
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
