# `cpack -G DEB` in a build of the release preset: ecdsnapd_VERSION_ARCHITECTURE.deb by the rules of installation.cmake.
set(revision 1)
set(package_version ${PROJECT_VERSION}-${revision})

# What only a Debian package has.
set(debian ${CMAKE_SOURCE_DIR}/daemon/cmake/package)
file(STRINGS ${debian}/changelog newest LIMIT_COUNT 1)
if(NOT newest MATCHES "^ecdsnapd \\(${package_version}\\) ")
  message(FATAL_ERROR "daemon/cmake/package/changelog does not begin with version ${package_version}: ${newest}")
endif()
set(only_in_package COMPONENT debian EXCLUDE_FROM_ALL)
compressed(${debian}/changelog ${doc_dir} changelog.Debian ${only_in_package})
install(FILES ${debian}/copyright DESTINATION ${doc_dir} ${only_in_package})
install(FILES ${debian}/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME ecdsnapd
  ${only_in_package})

add_custom_target(package_files ALL DEPENDS ${bill} ${compressed_files})

set(CPACK_GENERATOR DEB)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGE_NAME ecdsnapd)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL Unspecified debian)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
# Whatever the umask of who makes it.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${revision})
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "ecdsnapd maintainers <maintainers@ecdsnapd.invalid>")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# Libraries by their symbols; the others are what the programs read at run time.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates, systemd, tzdata")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libnss-systemd")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "scheduled snapshots for Alibaba Cloud ECD cloud computers")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"A service that reads YAML policies, watches the state of every cloud computer
of its accounts and takes snapshots of their disks on cron-like schedules: each
exactly once, across lost answers, crashes and restarts, never faster than the
limit it is given, with one recorded outcome per disk.
.
The service starts once there is a policy in /etc/ecdsnapd/policies.d. The
package also has ecdsnap, which asks the service and foresees what policies
do, and ecd-emulator, an imitation of the cloud on loopback to rehearse on.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
