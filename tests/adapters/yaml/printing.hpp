// How failing tests show positions and lists of lines.
#pragma once

#include "adapters/yaml/yaml_tree.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

inline std::ostream& operator<<(std::ostream& out, const Position& position) {
    return out << position.line << ":" << position.column;
}

}  // namespace ecdsnap::adapters

namespace ecdsnap::tests {

struct Lines : std::vector<std::string> {
    using std::vector<std::string>::vector;

    friend std::ostream& operator<<(std::ostream& out, const Lines& lines) {
        for (const auto& line : lines)
            out << "\n  " << line;
        return out;
    }
};

}  // namespace ecdsnap::tests
