import Exposition

/// All families of a snapshot, in sections that are made one after the other: their samples together would take several times
/// the memory of the text.
enum SnapshotFamilies {
    /// Makes some of the families.
    typealias Section = @Sendable (SnapshotInput) -> [MetricFamily]

    /// All families.
    static let sections: [Section] = ofMeters + [PollFamilies.families]
    /// The families whose lines belong to a meter or to a customer group.
    static let sectionsOfGroups: [Section] = ofMeters + [PollFamilies.ofGroups]

    private static let ofMeters: [Section] = [
        ReadingFamilies.families, PeriodFamilies.families, TariffFamilies.families, InvoiceFamilies.families,
    ]
}

extension RenderedFamilies {
    /// Renders what sections make of the figures.
    ///
    /// - Throws: ``Failure``, or `GzipError` if zlib gets no memory.
    init(_ input: SnapshotInput, _ sections: [SnapshotFamilies.Section]) throws {
        try self.init(sections: sections.lazy.map { $0(input) })
    }
}
