/// The customers and metering points that a configuration requests. Stored data of others is history, and is not shown
/// any more.
package struct CustomerScope: Sendable, Equatable {
    /// A customer group of the configuration.
    package struct Group: Sendable, Equatable {
        package var name: String
        /// Without leading zeros.
        package var numbers: Set<String>
        /// Ids of metering points; empty stands for all.
        package var meteringPoints: Set<String>
        /// Delivery categories; empty stands for all.
        package var deliveryCategories: Set<String>

        /// Creates a group. Leading zeros of `numbers` are dropped; empty filters select everything.
        package init(
            name: String, numbers: [String], meteringPoints: [String] = [], deliveryCategories: [String] = []
        ) {
            self.name = name
            self.numbers = Set(numbers.map { CustomerNumber.normalized($0) })
            self.meteringPoints = Set(meteringPoints)
            self.deliveryCategories = Set(deliveryCategories)
        }

        /// Returns true if the group requests a meter, whoever its customer is.
        package func admits(_ meter: MeterID) -> Bool {
            (meteringPoints.isEmpty || meteringPoints.contains(meter.meteringPoint))
                && (deliveryCategories.isEmpty || deliveryCategories.contains(meter.deliveryCategory))
        }
    }

    /// A customer for whom an answer has named a meter.
    package struct Owner: Sendable, Hashable {
        /// The group that asked; it may have been renamed since.
        package var group: String
        /// Without leading zeros; empty if the answer named none.
        package var customerNumber: String

        /// Creates an owner. Leading zeros of `customerNumber` are dropped.
        package init(group: String, customerNumber: String) {
            self.group = group
            self.customerNumber = CustomerNumber.normalized(customerNumber)
        }
    }

    /// The place of a stored meter in the configuration.
    package enum Standing: Sendable, Equatable {
        case configured
        case unconfigured
        /// The meter came to a group that no longer exists, under a number that nobody has configured: it may be a
        /// subsidiary's, of a group that was renamed.
        case unclear
    }

    package var groups: [Group]
    /// True if unconfigured meters are served too.
    package var keepsUnconfigured = false
    /// Numbers of this configuration or an earlier one, without leading zeros: these are not subsidiaries.
    package var everConfigured: Set<String>

    /// Creates the scope of a configuration.
    ///
    /// - Parameters:
    ///   - groups: in the order of the configuration, which is also their precedence.
    ///   - everConfigured: numbers named by earlier configurations, without leading zeros.
    package init(_ groups: [Group], everConfigured: Set<String> = []) {
        self.groups = groups
        self.everConfigured = groups.reduce(into: everConfigured) { $0.formUnion($1.numbers) }
    }

    /// All numbers of the configuration, without leading zeros.
    package var numbers: Set<String> { groups.reduce(into: []) { $0.formUnion($1.numbers) } }

    /// Returns the place of a meter.
    ///
    /// - Parameter owners: all customers for whom it was ever named.
    package func standing(of meter: MeterID, _ owners: Set<Owner>) -> Standing {
        let admitting = groups.filter { $0.admits(meter) }
        let isConfigured = admitting.contains { group in
            owners.contains { owner in
                if group.numbers.contains(owner.customerNumber) { return true }
                // A subsidiary's number is in no configuration.
                return owner.group == group.name && !everConfigured.contains(owner.customerNumber)
            }
        }
        if isConfigured { return .configured }
        let names = Set(groups.map(\.name))
        let isUnclear =
            !admitting.isEmpty
            && owners.contains { !names.contains($0.group) && !everConfigured.contains($0.customerNumber) }
        return isUnclear ? .unclear : .unconfigured
    }
}
