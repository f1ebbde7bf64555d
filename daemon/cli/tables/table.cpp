#include "cli/tables/table.hpp"

#include "cli/tables/text_width.hpp"
#include "core/text/printable.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace ecdsnap::cli {
namespace {

constexpr std::size_t gap = 2;        // blanks between columns
constexpr std::size_t narrowest = 6;  // below this a column says nothing any more

std::string padded(const std::string& text, std::size_t width, Align align) {
    const auto cut = cut_to_width(text, width);
    const std::string blanks(width - text_width(cut), ' ');
    return align == Align::left ? cut + blanks : blanks + cut;
}

// Takes columns from the widest, one at a time, until the sum fits or nothing is left to take.
void shrink(std::vector<std::size_t>& widths, std::size_t room) {
    auto sum = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
    while (sum > room) {
        const auto widest = std::ranges::max_element(widths);
        if (*widest <= narrowest) return;
        --*widest;
        --sum;
    }
}

}  // namespace

void Table::add(const std::vector<std::string>& cells) {
    if (cells.size() != columns_.size()) throw std::logic_error("a row with another number of cells than columns");
    auto& row = rows_.emplace_back();
    for (const auto& cell : cells)
        row.push_back(core::printable(cell));
}

std::string Table::text(std::size_t width) const {
    const auto widths = column_widths(width);
    std::vector<std::string> titles;
    for (const auto& column : columns_)
        titles.push_back(column.title);
    // Where even the narrowest columns do not fit, the last ones are cut off.
    const auto fitting = [&](const std::vector<std::string>& cells) {
        const auto whole = line(cells, widths);
        return (width == any_width ? whole : cut_to_width(whole, width)) + '\n';
    };
    std::string out = fitting(titles);
    for (const auto& row : rows_)
        out += fitting(row);
    return out;
}

std::vector<std::size_t> Table::column_widths(std::size_t width) const {
    std::vector<std::size_t> widths;
    for (const auto& column : columns_)
        widths.push_back(text_width(column.title));
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], text_width(row[i]));
    const auto gaps = gap * (columns_.size() - 1);
    if (width != any_width) shrink(widths, width > gaps ? width - gaps : 0);
    return widths;
}

std::string Table::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i != 0) out.append(gap, ' ');
        out += padded(cells[i], widths[i], columns_[i].align);
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

}  // namespace ecdsnap::cli
