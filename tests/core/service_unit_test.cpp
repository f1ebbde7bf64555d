#include "core/service_unit.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;

TEST_CASE("a configuration belongs to the unit of its folder, else of its socket, else to ecdsnapd.service") {
    struct Row {
        const char* main_file;
        const char* socket;
        const char* unit;
    };
    for (const Row& row : {
             Row{"/etc/ecdsnapd/ecdsnapd.yaml", "/run/ecdsnapd/control.sock", "ecdsnapd.service"},
             Row{"/etc/ecdsnapd/next.yaml", "/run/ecdsnapd@team/control.sock", "ecdsnapd.service"},
             Row{"/etc/ecdsnapd/team/ecdsnapd.yaml", "/run/ecdsnapd@team/control.sock", "ecdsnapd@team.service"},
             Row{"/etc/ecdsnapd/team/ecdsnapd.yaml", "/run/ecdsnapd/control.sock", "ecdsnapd@team.service"},
             Row{"/root/new.yaml", "/run/ecdsnapd@team/control.sock", "ecdsnapd@team.service"},
             Row{"/root/new.yaml", "/run/ecdsnapd/control.sock", "ecdsnapd.service"},
             Row{"/root/new.yaml", "/run/other/control.sock", "ecdsnapd.service"},
             Row{"/root/new.yaml", "/srv/ecdsnapd@team/control.sock", "ecdsnapd.service"},
             Row{"/etc/ecdsnapd/team/policies.d/ecdsnapd.yaml", "/run/ecdsnapd/control.sock", "ecdsnapd.service"},
             Row{"/srv/etc/ecdsnapd/team/ecdsnapd.yaml", "", "ecdsnapd.service"},
         }) {
        CAPTURE(row.main_file);
        CAPTURE(row.socket);
        CHECK(core::unit_of(row.main_file, row.socket) == row.unit);
    }
}

TEST_CASE("an instance is what stands between ecdsnapd@ and .service, and has a folder of its own") {
    CHECK(core::instance_of("ecdsnapd@team.service") == "team");
    for (const char* unit : {"ecdsnapd.service", "ecdsnapd@.service", "other@team.service", "ecdsnapd@team.socket", ""})
        CHECK_MESSAGE(core::instance_of(unit).empty(), unit);
    CHECK(core::main_file_of("") == "/etc/ecdsnapd/ecdsnapd.yaml");
    CHECK(core::main_file_of("team") == "/etc/ecdsnapd/team/ecdsnapd.yaml");
}
