import Exposition

/// All families of a snapshot, except those that the configuration leaves out. They are made in sections, one after the
/// other, because all their samples together would take several times the memory of the text. A section that is left
/// out wholly is not made.
enum SnapshotFamilies {
    /// Makes some of the families.
    typealias Section = @Sendable (SnapshotInput) -> [MetricFamily]

    /// All families.
    static let sections: [Section] = ofMeters + [wanted([], PropertyFamilies.families), PollFamilies.families]
    /// The families whose lines belong to a meter or to a customer group.
    static let sectionsOfGroups: [Section] = ofMeters + [PollFamilies.ofGroups]

    private static let ofMeters: [Section] = [
        wanted([], ReadingFamilies.families),
        wanted(["oresundskraft_period_"], PeriodFamilies.families),
        wanted(
            ["oresundskraft_peak_", "oresundskraft_billed_", "oresundskraft_power_charge"], TariffFamilies.families),
        wanted(["oresundskraft_invoiced_"], InvoiceFamilies.families),
    ]

    /// Narrows a section to the families that the configuration selects.
    ///
    /// - Parameter prefixes: common prefixes of the section's family names; empty if there are none.
    private static func wanted(_ prefixes: [String], _ make: @escaping Section) -> Section {
        { input in
            guard let wanted = input.settings.families else { return make(input) }
            guard prefixes.isEmpty || wanted.contains(where: { name in prefixes.contains(where: name.hasPrefix) })
            else {
                return []
            }
            return make(input).filter { wanted.contains($0.name) }
        }
    }
}

extension RenderedFamilies {
    /// Renders the families of sections.
    ///
    /// - Throws: ``Failure``, or `GzipError` if zlib gets no memory.
    init(_ input: SnapshotInput, _ sections: [SnapshotFamilies.Section]) throws {
        try self.init(sections: sections.lazy.map { $0(input) })
    }
}
