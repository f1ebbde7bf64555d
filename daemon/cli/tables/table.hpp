// A table of text for a terminal: columns as wide as their content, cut where the terminal is too narrow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::cli {

enum class Align : std::uint8_t { left, right };

struct Column {
    std::string title;
    Align align = Align::left;
};

// No limit: for pipes and files, where nothing is cut.
inline constexpr std::size_t any_width = 0;

class Table {
public:
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    // As many cells as there are columns. Foreign text is made printable here.
    void add(const std::vector<std::string>& cells);

    bool empty() const { return rows_.empty(); }

    // With a line of titles; each line ends in a line end. When it is wider than `width`, the widest columns give way,
    // and the last ones go where that is not enough.
    std::string text(std::size_t width) const;

private:
    std::vector<std::size_t> column_widths(std::size_t width) const;
    std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const;

    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace ecdsnap::cli
