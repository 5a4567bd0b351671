// The floor: what a room costs at least when each delivery is one send. It stores nothing and coalesces nothing.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINE = 130, MOST = 100000 };

static struct { char line[LINE]; int have; int place; } guests[MOST];
static int all[MOST], count;

static void leave(int fd) {
    int place = guests[fd].place;
    all[place] = all[--count];
    guests[all[place]].place = place;
    close(fd);
}

static void hear(int fd) {
    char bytes[64 * LINE];
    ssize_t got = recv(fd, bytes, sizeof bytes, 0);
    if (got <= 0) {
        leave(fd);
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        guests[fd].line[guests[fd].have++] = bytes[i];
        if (guests[fd].have < LINE) continue;
        guests[fd].have = 0;
        for (int k = 0; k < count; k++) {
            if (send(all[k], guests[fd].line, LINE, MSG_NOSIGNAL) == LINE) continue;
            perror("send");
            exit(1);
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 512) != 0) {
        perror("listen");
        return 1;
    }
    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(poll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd != listener) {
                hear(events[i].data.fd);
                continue;
            }
            int fd = accept(listener, NULL, NULL);
            if (fd < 0 || fd >= MOST) return 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            guests[fd].have = 0;
            guests[fd].place = count;
            all[count++] = fd;
            event = (struct epoll_event){.events = EPOLLIN, .data.fd = fd};
            epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
        }
    }
}
