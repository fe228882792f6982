# Everything here comes from Debian's packages (script/bootstrap installs them), DuckDB from the npm packages that
# package-lock.json pins.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Boost REQUIRED)
find_package(Eigen3 REQUIRED)
find_package(TBB REQUIRED)
find_package(ZLIB REQUIRED)
# Packs answers of the server in a third of zlib's time.
pkg_check_modules(deflate REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(archive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(xlsxwriter REQUIRED IMPORTED_TARGET xlsxwriter)
pkg_check_modules(geos REQUIRED IMPORTED_TARGET geos)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(gdal REQUIRED IMPORTED_TARGET gdal)
pkg_check_modules(expat REQUIRED IMPORTED_TARGET expat)
pkg_check_modules(libxml2 REQUIRED IMPORTED_TARGET libxml-2.0)
# Markdown of a profile's narrative.
pkg_check_modules(md4c_html REQUIRED IMPORTED_TARGET md4c-html)
pkg_check_modules(freexl REQUIRED IMPORTED_TARGET freexl)
# Only the header is used.
pkg_check_modules(xxhash REQUIRED libxxhash)
pkg_check_modules(crypto REQUIRED IMPORTED_TARGET libcrypto)
# Allocates for every thread by itself; the C library's own takes a tenth longer over a build.
pkg_check_modules(jemalloc REQUIRED IMPORTED_TARGET jemalloc)
# Linear and integer programmes, for the audit of disclosure control.
pkg_check_modules(clp REQUIRED IMPORTED_TARGET clp)
pkg_check_modules(cbc REQUIRED IMPORTED_TARGET cbc)
pkg_check_modules(osi_clp REQUIRED IMPORTED_TARGET osi-clp)
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
  # Reads the contract of the interface, api/openapi.yaml.
  find_package(yaml-cpp REQUIRED)
endif()
if(DMP_BENCH)
  find_package(benchmark REQUIRED)
endif()

find_path(DUCKDB_INCLUDE_DIR duckdb.h
  HINTS ${CMAKE_SOURCE_DIR}/node_modules/duckdb/src/duckdb/src/include REQUIRED)
find_library(DUCKDB_LIBRARY duckdb
  HINTS ${CMAKE_SOURCE_DIR}/node_modules/@duckdb/node-bindings-linux-x64 REQUIRED)
add_library(duckdb SHARED IMPORTED)
# A copy beside the executable, so that the build folder can be moved or packed as it is.
file(COPY ${DUCKDB_LIBRARY} DESTINATION ${CMAKE_BINARY_DIR})
install(FILES ${DUCKDB_LIBRARY} DESTINATION bin)
get_filename_component(DUCKDB_LIBRARY_NAME ${DUCKDB_LIBRARY} NAME)
set_target_properties(duckdb PROPERTIES
  IMPORTED_LOCATION ${CMAKE_BINARY_DIR}/${DUCKDB_LIBRARY_NAME}
  IMPORTED_NO_SONAME FALSE
  INTERFACE_INCLUDE_DIRECTORIES ${DUCKDB_INCLUDE_DIR})
