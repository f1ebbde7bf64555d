#include "task_diagram.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace ecdsnap::core {
namespace {

struct Row {
    std::string from;
    std::string rest;  // the other columns, or the node an arrow goes to
    std::vector<const Happening*> happenings;
};

// Adds the pair to the row that says the same; rows keep the order of their first pair.
void add(std::vector<Row>& rows, const Pair& pair, std::string rest) {
    const auto same = [&](const Row& row) { return row.from == pair.from->name && row.rest == rest; };
    auto row = std::find_if(rows.begin(), rows.end(), same);
    if (row == rows.end()) row = rows.insert(rows.end(), {pair.from->name, std::move(rest), {}});
    row->happenings.push_back(pair.happening);
}

std::size_t count_of(std::string_view kind, const std::vector<const Happening*>& among) {
    const auto is_it = [&](const Happening* one) { return one->kind == kind; };
    return static_cast<std::size_t>(std::count_if(among.begin(), among.end(), is_it));
}

std::size_t count_of(std::string_view kind) {
    const auto is_it = [&](const Happening& one) { return one.kind == kind; };
    return static_cast<std::size_t>(std::count_if(happenings().begin(), happenings().end(), is_it));
}

// "(busy / name_taken)", or "(all)"; nothing for the plain case of a kind by itself.
std::string variant_words(std::string_view kind, const std::vector<const Happening*>& happenings) {
    const std::size_t count = count_of(kind, happenings);
    if (count > 1 && count == count_of(kind)) return " (all)";
    std::string words;
    for (const Happening* one : happenings) {
        if (one->kind != kind || (count == 1 && one->variant.empty())) continue;
        words += words.empty() ? " (" : " / ";
        words += one->variant.empty() ? "plain" : one->variant;
    }
    return words.empty() ? words : words + ")";
}

std::string event_words(const std::vector<const Happening*>& happenings, const char* between) {
    std::string words;
    std::string_view last;
    for (const Happening* one : happenings) {  // those of a kind stand together
        if (one->kind == last) continue;
        last = one->kind;
        if (!words.empty()) words += between;
        words += std::string(last) + variant_words(last, happenings);
    }
    return words;
}

// "due (back_off), suspect"
std::string place_words(const Task& task) {
    std::string words = node_of(task);
    if (task.reason != Reason::none) words += fmt::format(" ({})", text(task.reason));
    const bool shown = words.find("suspect") != std::string::npos;
    if (!task.suspects.empty() && !shown) words += ", suspect";
    if (task.suspects.size() > 1) words += " x" + std::to_string(task.suspects.size());
    return words;
}

std::string note_cell(const TaskAnswer& answer) {
    std::string words = note_words(answer);
    for (std::size_t at = 0; (at = words.find('+', at)) != std::string::npos;)
        words.replace(at, 1, ", ");
    return words == "-" ? "" : words;
}

std::string node_id(std::string name) {
    std::erase(name, ',');
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

}  // namespace

std::string diagram(const std::vector<Pair>& pairs) {
    std::vector<Row> arrows;
    for (const Pair& pair : pairs)
        if (const std::string to = node_of(pair.after); to != pair.from->name) add(arrows, pair, to);
    std::string lines = "stateDiagram-v2\n";
    for (const StartState& state : start_states())
        lines += fmt::format("    state \"{}\" as {}\n", state.name, node_id(state.name));
    lines += "    [*] --> due\n";
    for (const Row& arrow : arrows)
        lines += fmt::format("    {} --> {}: {}\n", node_id(arrow.from), node_id(arrow.rest),
                             event_words(arrow.happenings, "<br/>"));
    return lines;
}

std::string table(const std::vector<Pair>& pairs) {
    std::vector<Row> rows;
    for (const Pair& pair : pairs) {
        if (!pair.possible)
            add(rows, pair, pair.unchanged ? "unchanged: cannot happen | |" : "as Tick: cannot happen | |");
        else if (pair.unchanged)
            add(rows, pair, "unchanged | wait |");
        else
            add(rows, pair,
                fmt::format("{} | {} | {}", place_words(pair.after), word(pair.answer.step), note_cell(pair.answer)));
    }
    std::string lines = "| state | event | new state | step | notes |\n|---|---|---|---|---|\n";
    for (const Row& row : rows)
        lines += fmt::format("| {} | {} | {} |\n", row.from, event_words(row.happenings, ", "), row.rest);
    return lines;
}

}  // namespace ecdsnap::core
