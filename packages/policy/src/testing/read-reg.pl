# Reads .reg files (UTF-16, paths one a line on standard input) with Win::Hivex::Regedit and prints, for each, one line of
# JSON: {"keys": {KEY: {NAME: [TYPE, HEX]}}, "removed": [KEY], "cleared": [[KEY, NAME]]}. The registry is in memory.
use strict;
use warnings;
use Encode;
use JSON::PP;
use Win::Hivex::Regedit qw(reg_import);
$| = 1;

package Memory;
sub new { bless { nodes => [{ name => '', children => [], values => [] }], removed => [] }, shift }
sub root { 1 }
sub node { $_[0]{nodes}[$_[1] - 1] }
sub node_get_child {
    my ($self, $node, $name) = @_;
    for (@{ $self->node($node)->{children} }) { return $_ if lc $self->node($_)->{name} eq lc $name }
    return undef;
}
sub node_add_child {
    my ($self, $node, $name) = @_;
    push @{ $self->{nodes} }, { name => $name, children => [], values => [] };
    my $new = scalar @{ $self->{nodes} };
    push @{ $self->node($node)->{children} }, $new;
    return $new;
}
sub node_values { my ($self, $node) = @_; map { [$node, $_] } 0 .. $#{ $self->node($node)->{values} } }
sub value_of { my ($self, $value) = @_; $self->node($value->[0])->{values}[$value->[1]] }
sub value_key { $_[0]->value_of($_[1])->{key} }
sub value_value { my $value = $_[0]->value_of($_[1]); ($value->{t}, $value->{value}) }
sub node_set_values { my ($self, $node, $values) = @_; $self->node($node)->{values} = [@$values] }
sub node_delete_child { my ($self, $node) = @_; $self->{deleted}{$node} = 1 }

package main;
my $json = JSON::PP->new->canonical->ascii;
while (my $path = <STDIN>) {
    chomp $path;
    open my $file, '<:raw', $path or die "$path: $!";
    my $bytes = do { local $/; <$file> };
    substr($bytes, 0, 2) eq "\xff\xfe" or die "$path: no UTF-16 with its mark\n";
    my $text = Encode::decode('UTF-16LE', substr($bytes, 2), Encode::FB_CROAK);
    my @removed = $text =~ /^\[-(.*)\]\r$/mg;
    # The library knows nothing of a registry without the parents of a key: make them first, as regedit does.
    my $memory = Memory->new;
    for my $key ($text =~ /^\[([^-].*)\]\r$/mg) {
        my $node = 1;
        $node = $memory->node_get_child($node, $_) // $memory->node_add_child($node, $_) for split /\\/, $key;
    }
    my $utf8 = Encode::encode('UTF-8', $text);
    open my $lines, '<:encoding(UTF-8)', \$utf8 or die $!;
    reg_import($lines, $memory);
    my %keys;
    my @walk = ([1, '']);
    while (my $next = shift @walk) {
        my ($node, $name) = @$next;
        my $values = $memory->node($node)->{values};
        $keys{$name} = { map { $_->{key} => [$_->{t}, unpack('H*', $_->{value})] } @$values } if @$values;
        push @walk, [$_, $name eq '' ? $memory->node($_)->{name} : "$name\\" . $memory->node($_)->{name}]
            for @{ $memory->node($node)->{children} };
    }
    my @cleared;
    my $key = '';
    for (split /\r\n/, $text) {
        $key = $1 if /^\[(.*)\]$/;
        push @cleared, [$key, $1] if /^"(.*)"=-$/;
    }
    print $json->encode({ keys => \%keys, removed => \@removed, cleared => \@cleared }), "\n";
}
