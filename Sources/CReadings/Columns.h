// A page while it is read, and in the form of the C interface.
#ifndef CREADINGS_COLUMNS_H
#define CREADINGS_COLUMNS_H

#include "CReadings.h"

#include <algorithm>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace creadings {

/// The distinct texts of a page, which rows refer to by index.
class Texts {
public:
    uint32_t index_of(std::string_view text) {
        // Status and unit repeat from row to row, so the newest two are nearly always right.
        for (uint32_t candidate : recent) {
            if (candidate < entries.size() && view(candidate) == text) return candidate;
        }
        auto found = indices.find(std::string(text));
        uint32_t index;
        if (found != indices.end()) {
            index = found->second;
        } else {
            index = static_cast<uint32_t>(entries.size());
            storage.emplace_back(text);
            entries.push_back({storage.back().data(), storage.back().size()});
            indices.emplace(storage.back(), index);
        }
        recent[1] = recent[0];
        recent[0] = index;
        return index;
    }

    std::vector<creadings_text> entries;

private:
    std::string_view view(uint32_t index) const { return {entries[index].bytes, entries[index].length}; }

    std::deque<std::string> storage;
    std::unordered_map<std::string, uint32_t> indices;
    uint32_t recent[2] = {UINT32_MAX, UINT32_MAX};
};

/// The columns of a page, which grow while it is read; `publish` points the C structure to them.
struct Page {
    creadings_page page{};
    Texts texts;
    std::string next, error;
    std::vector<creadings_object> objects;
    std::vector<int64_t> starts, ends;
    std::vector<double> values;
    std::vector<uint32_t> statuses, units, start_labels, end_labels;
    std::vector<uint8_t> marks;
    std::vector<creadings_effect> effects;

    /// Forgets an object's rows.
    void truncate(const creadings_object &object) {
        starts.resize(object.first_reading);
        ends.resize(object.first_reading);
        values.resize(object.first_reading);
        statuses.resize(object.first_reading);
        units.resize(object.first_reading);
        marks.resize(std::min(marks.size(), object.first_reading));
        start_labels.resize(std::min(start_labels.size(), object.first_reading));
        end_labels.resize(std::min(end_labels.size(), object.first_reading));
        effects.resize(object.first_effect);
    }

    void publish() {
        page.texts = texts.entries.data();
        page.text_count = texts.entries.size();
        page.objects = objects.data();
        page.object_count = objects.size();
        page.starts = starts.data();
        page.ends = ends.data();
        page.values = values.data();
        page.statuses = statuses.data();
        page.units = units.data();
        page.reading_count = starts.size();
        page.marks = marks.empty() ? nullptr : marks.data();
        page.start_labels = start_labels.empty() ? nullptr : start_labels.data();
        page.end_labels = end_labels.empty() ? nullptr : end_labels.data();
        page.effects = effects.data();
        page.effect_count = effects.size();
        page.next = {next.data(), next.size()};
        page.error = error.empty() ? nullptr : error.c_str();
    }
};

}  // namespace creadings

#endif
