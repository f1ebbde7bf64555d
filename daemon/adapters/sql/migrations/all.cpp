#include "adapters/sql/migrations/migration.hpp"

#include <array>

namespace ecdsnap::adapters::sql {

std::span<const Migration> migrations() {
    static const std::array all{
        Migration{1, schema_version_1},
        Migration{2, schema_version_2},
    };
    return all;
}

}  // namespace ecdsnap::adapters::sql
